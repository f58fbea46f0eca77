import { assert, assertEquals } from "@std/assert";
import { programClock } from "../../commands/program_clock.ts";

const permissions = "none";

Deno.test("programClock calls back after the time, and not when it was taken back", {
  permissions,
}, async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const calls: string[] = [];
  const start = programClock.now();
  const cancel = programClock.after(0.001, () => calls.push("taken back"));
  programClock.after(0.02, resolve);
  cancel();
  await promise;
  assert(programClock.now() - start >= 0.018);
  assertEquals(calls, []);
});

Deno.test("programClock takes a negative delay for none", { permissions }, async () => {
  await new Promise<void>((resolve) => programClock.after(-5, resolve));
});

Deno.test("programClock takes delays that are too long for a timer", { permissions }, async () => {
  const calls: number[] = [];
  const cancels = [2 ** 31 / 1000, 1e9, 1e300, Infinity].map((seconds) =>
    programClock.after(seconds, () => calls.push(seconds))
  );
  await new Promise<void>((resolve) => programClock.after(0.05, resolve));
  for (const cancel of cancels) cancel();
  assertEquals(calls, []);
});

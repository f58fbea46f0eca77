import { assert, assertEquals } from "@std/assert";
import { quickClock } from "../lib/quick_clock.ts";

const permissions = "none";

Deno.test("quickClock calls back after the time, and not when it was taken back", {
  permissions,
}, async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const calls: string[] = [];
  const start = quickClock.now();
  const cancel = quickClock.after(0.001, () => calls.push("taken back"));
  quickClock.after(0.02, resolve);
  cancel();
  await promise;
  assert(quickClock.now() - start >= 0.018);
  assertEquals(calls, []);
});

Deno.test("quickClock takes a negative delay for none", { permissions }, async () => {
  await new Promise<void>((resolve) => quickClock.after(-5, resolve));
});

Deno.test("quickClock takes delays that are too long for a timer", { permissions }, async () => {
  const calls: number[] = [];
  const cancels = [2 ** 31 / 1000, 1e9, 1e300, Infinity].map((seconds) =>
    quickClock.after(seconds, () => calls.push(seconds))
  );
  await new Promise<void>((resolve) => quickClock.after(0.05, resolve));
  for (const cancel of cancels) cancel();
  assertEquals(calls, []);
});

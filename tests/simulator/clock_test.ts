import { assertEquals } from "@std/assert";
import { ManualClock } from "../../lib/simulator/mod.ts";

Deno.test("ManualClock makes calls in the order in which they fall due", {
  permissions: "none",
}, () => {
  const clock = new ManualClock(100);
  const calls: string[] = [];
  clock.after(2, () => calls.push(`two at ${clock.now()}`));
  clock.after(1, () => {
    calls.push(`one at ${clock.now()}`);
    clock.after(0.5, () => calls.push(`one and a half at ${clock.now()}`));
  });
  clock.advance(0.9);
  assertEquals(calls, []);
  clock.advance(1.1);
  assertEquals(calls, ["one at 101", "one and a half at 101.5", "two at 102"]);
  assertEquals(clock.now(), 102);
});

Deno.test("ManualClock does not make a call that was cancelled", { permissions: "none" }, () => {
  const clock = new ManualClock();
  const cancel = clock.after(1, () => {
    throw new Error("must not be called");
  });
  assertEquals(clock.pending, 1);
  cancel();
  assertEquals(clock.pending, 0);
  clock.advance(10);
});

Deno.test("ManualClock loses no call to the rounding of fractions", {
  permissions: "none",
}, () => {
  const clock = new ManualClock();
  let calls = 0;
  clock.after(0.3, () => calls++);
  for (let step = 0; step < 3; step++) clock.advance(0.1);
  assertEquals(calls, 1);
});

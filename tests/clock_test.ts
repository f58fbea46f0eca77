import { assert, assertEquals, assertRejects } from "@std/assert";
import { Deadline, orAborted, sleep, systemClock } from "../lib/clock.ts";
import { ManualClock } from "../lib/simulator/mod.ts";
import { settle, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";

Deno.test("systemClock calls back after the time, and not when it was taken back", {
  permissions,
}, async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const calls: string[] = [];
  const start = systemClock.now();
  const cancel = systemClock.after(0.001, () => calls.push("taken back"));
  systemClock.after(0.02, resolve);
  cancel();
  await promise;
  assert(systemClock.now() - start >= 0.018);
  assertEquals(calls, []);
});

Deno.test("systemClock takes delays that are too long for a timer", { permissions }, () => {
  for (const seconds of [1e9, Infinity]) {
    const cancel = systemClock.after(seconds, () => {
      throw new Error("called at once");
    });
    cancel();
  }
});

Deno.test("systemClock takes a negative delay for none", { permissions }, async () => {
  await new Promise<void>((resolve) => systemClock.after(-5, resolve));
});

Deno.test("sleep() ends on time, and not before", { permissions }, async () => {
  const clock = new ManualClock(0);
  const slept = watch(sleep(clock, 3));
  clock.advance(2.9);
  await settle();
  assertEquals(slept.outcome().is, "pending");
  clock.advance(0.1);
  await settle();
  assertEquals(slept.outcome().is, "fulfilled");
});

Deno.test("sleep() rejects with the reason of its signal and leaves no timer", {
  permissions,
}, async () => {
  const clock = new ManualClock(0);
  const controller = new AbortController();
  const reason = new Error("enough");
  const slept = sleep(clock, 3, controller.signal);
  controller.abort(reason);
  assertEquals(await assertRejects(() => slept), reason);
  assertEquals(await assertRejects(() => sleep(clock, 3, controller.signal)), reason);
  assertEquals(clock.pending, 0);
});

Deno.test("sleep() is over when its signal is aborted after it", { permissions }, async () => {
  const clock = new ManualClock(0);
  const controller = new AbortController();
  const slept = sleep(clock, 1, controller.signal);
  clock.advance(1);
  controller.abort();
  await slept;
});

Deno.test("a Deadline aborts when its time is over, unless it was taken back before", {
  permissions,
}, () => {
  const clock = new ManualClock(0);
  const error = (seconds: number): Error => new Error(`more than ${seconds} s`);
  using late = new Deadline(clock, 3, error);
  {
    using early = new Deadline(clock, 2, error);
    using never = new Deadline(clock, null, error);
    clock.advance(1);
    assertEquals([early.signal.aborted, never.signal.aborted, clock.pending], [false, false, 2]);
  }
  assertEquals(clock.pending, 1);
  clock.advance(2);
  assertEquals([late.signal.reason.message, clock.pending], ["more than 3 s", 0]);
});

Deno.test("orAborted() settles as the work does", { permissions }, async () => {
  const { signal } = new AbortController();
  const error = new Error("no");
  assertEquals(await orAborted(Promise.resolve(5)), 5);
  assertEquals(await orAborted(Promise.resolve(5), signal), 5);
  assertEquals(await assertRejects(() => orAborted(Promise.reject(error), signal)), error);
});

Deno.test("orAborted() rejects with the signal's reason, whatever the work does then", {
  permissions,
}, async () => {
  const reason = new Error("enough");
  const { promise, reject } = Promise.withResolvers<number>();
  const controller = new AbortController();
  const waiting = orAborted(promise, controller.signal);
  controller.abort(reason);
  assertEquals(await assertRejects(() => waiting), reason);
  reject(new Error("nobody is told")); // and no unhandled rejection comes of it
  await settle();
  const late = Promise.resolve(1);
  assertEquals(await assertRejects(() => orAborted(late, AbortSignal.abort(reason))), reason);
});

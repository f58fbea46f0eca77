import { assertEquals } from "@std/assert";
import { Deadlines } from "../../lib/protocol/deadlines.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";

const permissions = "none";

/** Deadlines on a clock, and what came due at which second. */
function watched(): {
  clock: ManualClock;
  due: [name: string, at: number][];
  set(name: string, seconds: number): () => void;
  clear(): void;
} {
  const clock = new ManualClock(0);
  const deadlines = new Deadlines(clock);
  const due: [string, number][] = [];
  return {
    clock,
    due,
    set: (name, seconds) => deadlines.after(seconds, () => due.push([name, clock.now()])),
    clear: () => deadlines.clear(),
  };
}

Deno.test("Deadlines come due on time and in their order, whatever the order they were set in", {
  permissions,
}, () => {
  const { clock, due, set } = watched();
  set("late", 9);
  set("early", 2);
  set("middle", 5);
  assertEquals(clock.pending, 1);
  for (let second = 0; second < 10; second++) clock.advance(1);
  assertEquals(due, [["early", 2], ["middle", 5], ["late", 9]]);
  assertEquals(clock.pending, 0);
});

Deno.test("Deadlines that the clock skips come due in their order", { permissions }, () => {
  const { clock, due, set } = watched();
  set("late", 9);
  set("early", 2);
  clock.advance(20);
  assertEquals(due.map(([name]) => name), ["early", "late"]);
});

Deno.test("Deadlines that are taken back don't come due, and leave the others their time", {
  permissions,
}, () => {
  const { clock, due, set } = watched();
  for (let call = 0; call < 100; call++) {
    const takeBack = set("taken back", 5);
    clock.advance(0.5);
    takeBack();
  }
  set("kept", 5);
  clock.advance(4.5);
  assertEquals(due, []);
  clock.advance(0.5);
  assertEquals([due, clock.pending], [[["kept", 55]], 0]);
});

Deno.test("a deadline that comes due can take back another, and set one", { permissions }, () => {
  const clock = new ManualClock(0);
  const deadlines = new Deadlines(clock);
  const due: string[] = [];
  deadlines.after(1, () => {
    due.push("first");
    takeBack();
    deadlines.after(2, () => due.push("set by the first"));
  });
  const takeBack = deadlines.after(1, () => due.push("second"));
  clock.advance(1);
  clock.advance(2);
  assertEquals([due, clock.pending], [["first", "set by the first"], 0]);
});

Deno.test("Deadlines that are cleared leave no timer", { permissions }, () => {
  const { clock, due, set, clear } = watched();
  set("a", 1);
  set("b", 2);
  clear();
  assertEquals(clock.pending, 0);
  clock.advance(5);
  assertEquals(due, []);
});

Deno.test("a deadline stays when its timer fires early", { permissions }, () => {
  let now = 0;
  const timers: { seconds: number; action: () => void }[] = [];
  const clock = {
    now: () => now,
    after(seconds: number, action: () => void): () => void {
      timers.push({ seconds, action });
      return () => {};
    },
  };
  let due = 0;
  new Deadlines(clock).after(1, () => due++);
  now = 0.75;
  timers.shift()?.action();
  assertEquals([due, timers[0]?.seconds], [0, 0.25]);
  now = 1;
  timers.shift()?.action();
  assertEquals([due, timers.length], [1, 0]);
});

Deno.test("a deadline in no time comes due at once, an endless one never", { permissions }, () => {
  const { clock, due, set } = watched();
  set("never", Infinity);
  assertEquals(clock.pending, 0);
  for (const seconds of [NaN, -1, 0]) set(String(seconds), seconds);
  set("later", 3);
  clock.advance(0);
  assertEquals(due, [["NaN", 0], ["-1", 0], ["0", 0]]);
  clock.advance(3);
  assertEquals([due.length, clock.pending], [4, 0]);
});

import type { ManualClock } from "../../lib/simulator/mod.ts";

/** Lets everything go on that waits neither for a clock nor for the world outside. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 300; i++) await Promise.resolve();
}

/** Lets time pass in small steps, and everything happen that falls due meanwhile. */
export async function pass(clock: ManualClock, seconds: number, step = 0.1): Promise<void> {
  const end = clock.now() + seconds;
  await settle();
  while (clock.now() < end - 1e-9) {
    clock.advance(Math.min(step, end - clock.now()));
    await settle();
  }
}

/** State of a promise. */
export type Outcome<T> =
  | { is: "pending" }
  | { is: "fulfilled"; value: T }
  | { is: "rejected"; error: unknown };

/** Watches a promise: `outcome()` tells how it stands, and a rejection is not unhandled. */
export function watch<T>(promise: Promise<T>): { outcome(): Outcome<T> } {
  let outcome: Outcome<T> = { is: "pending" };
  promise.then(
    (value) => outcome = { is: "fulfilled", value },
    (error) => outcome = { is: "rejected", error },
  );
  return { outcome: () => outcome };
}

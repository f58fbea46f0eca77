import { type Clock, systemClock } from "../clock.ts";

/** The clock on the wall: jobs report when they were created. */
export const wallClock: Clock = { ...systemClock, now: () => Date.now() / 1000 };

/**
 * A clock that stands still until it is advanced, so that a test can let minutes pass in no time.
 *
 * @example
 * ```ts
 * import { ManualClock } from "@spalloc/client/simulator";
 *
 * const clock = new ManualClock(1_000);
 * let rang = 0;
 * clock.after(60, () => rang = clock.now());
 * clock.advance(59); // nothing yet
 * clock.advance(1); // rang is 1060
 * ```
 */
export class ManualClock implements Clock {
  #now: number;
  #timers: { at: number; callback: () => void }[] = [];

  /** Creates a clock that shows `start`, in seconds since 1970. */
  constructor(start: number = 1_600_000_000) {
    this.#now = start;
  }

  /** Current time, in seconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Calls `callback` once the clock has been advanced by `seconds`. */
  after(seconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, seconds), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Number of pending calls. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Advances by `seconds`, and makes the calls that fall due, in their order. */
  advance(seconds: number): void {
    // Sums of fractions miss their mark by a hair, which must not lose a call.
    const end = this.#now + seconds;
    for (let next; (next = this.#next(end + 1e-6)) !== undefined;) {
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, Math.min(next.at, end));
      next.callback();
    }
    this.#now = end;
  }

  #next(end: number): { at: number; callback: () => void } | undefined {
    let first;
    for (const timer of this.#timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

import type { Clock } from "../../lib/clock.ts";

/** Times that differ by less than this, in seconds, are the same moment. */
const MOMENT = 1e-6;

/**
 * A clock that stands still until it is told to go on, and tells when it has
 * something to do next: a test can go from event to event instead of by steps.
 */
export class EventClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ at: number; action: () => void }>();

  /** Starts at a time, in seconds. */
  constructor(start = 0) {
    this.#now = start;
  }

  /** The time it has been put to, in seconds. */
  now(): number {
    return this.#now;
  }

  /** Calls `action` once the clock has gone so many seconds on. */
  after(seconds: number, action: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, seconds), action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Number of pending calls. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Seconds until the next call; infinitely many if there is none. */
  get nextIn(): number {
    let next = Infinity;
    for (const { at } of this.#timers) if (at < next) next = at;
    return Math.max(0, next - this.#now);
  }

  /** Goes so many seconds on and makes the calls that fall due, in their order. */
  advance(seconds: number): void {
    this.#now += seconds;
    const due = [...this.#timers].filter(({ at }) => at <= this.#now + MOMENT);
    for (const timer of due.sort((a, b) => a.at - b.at)) {
      // One of them may take another one back.
      if (this.#timers.delete(timer)) timer.action();
    }
  }
}

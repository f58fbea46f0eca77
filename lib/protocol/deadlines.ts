import type { Clock } from "../clock.ts";

/** Seconds by which a clock's timer may be early: sums of fractions are inexact. */
const MOMENT = 1e-5;

interface PendingDeadline {
  at: number;
  act(): void;
}

/**
 * Deadlines that share one timer. Nearly all are cancelled, and to set and clear a timer for each
 * costs more than anything else in a call.
 *
 * The timer stays when its deadline is taken back; when it fires, be it early,
 * it is set again for the next deadline, if there is one.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #pending = new Set<PendingDeadline>();
  #timer: { at: number; cancel: () => void } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `act` once, `seconds` from now; the function it returns cancels that. */
  after(seconds: number, act: () => void): () => void {
    // A time that is none is over at once, as for any timer.
    const left = seconds > 0 ? seconds : 0;
    const deadline = { at: this.#clock.now() + left, act };
    this.#pending.add(deadline);
    this.#wakeBy(deadline.at, left);
    return () => void this.#pending.delete(deadline);
  }

  /** Cancels all of them. */
  clear(): void {
    this.#pending.clear();
    this.#timer?.cancel();
    this.#timer = null;
  }

  #wakeBy(at: number, seconds: number): void {
    if (at >= (this.#timer?.at ?? Infinity)) return;
    this.#timer?.cancel();
    this.#timer = { at, cancel: this.#clock.after(seconds, () => this.#fire()) };
  }

  #fire(): void {
    this.#timer = null;
    const now = this.#clock.now();
    const due = [...this.#pending].filter((deadline) => deadline.at <= now + MOMENT);
    for (const deadline of due.sort((a, b) => a.at - b.at)) {
      // One of them may take another one back.
      if (this.#pending.delete(deadline)) deadline.act();
    }
    let next = Infinity;
    for (const deadline of this.#pending) next = Math.min(next, deadline.at);
    this.#wakeBy(next, next - now);
  }
}

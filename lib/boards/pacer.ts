import type { Clock } from "../clock.ts";

/**
 * Runs actions one after the other, at a limited rate: at most `burst` at once, and from then on
 * `perSecond`.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  #waiting: (() => void)[] = [];
  #tokens: number;
  #countedAt: number;
  #cancel: (() => void) | null = null;

  /** Creates one that has not run anything for long. */
  constructor(clock: Clock, { burst, perSecond }: { burst: number; perSecond: number }) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#countedAt = clock.now();
  }

  /** Runs an action when it is its turn. */
  add(action: () => void): void {
    this.#waiting.push(action);
    if (this.#cancel === null) this.#run();
  }

  /** Forgets all actions that did not run. */
  stop(): void {
    this.#waiting = [];
    this.#cancel?.();
    this.#cancel = null;
  }

  #run(): void {
    const now = this.#clock.now();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + (now - this.#countedAt) * this.#perSecond,
    );
    this.#countedAt = now;
    const due = this.#waiting.splice(0, Math.floor(this.#tokens));
    this.#tokens -= due.length;
    for (const action of due) action();
    if (this.#waiting.length === 0) return;
    // A quarter at a time: timers are too coarse for one after the other.
    this.#cancel = this.#clock.after(this.#burst / 4 / this.#perSecond, () => {
      this.#cancel = null;
      this.#run();
    });
  }
}

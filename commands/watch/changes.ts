import { type Clock, orAborted, sleep } from "../../lib/clock.ts";

/**
 * Seconds between two looks at the most. A connection can be dead without
 * anybody being told; only a question without an answer shows it.
 */
const HEARTBEAT_SECONDS = 10;

/** Tells when it is time to look again: many changes at once are one. */
export class Changes {
  readonly #clock: Clock;
  readonly #rest: number;
  #isPending = false;
  #wake: () => void = () => {};

  /** Takes the seconds between two looks at the least, however fast things change. */
  constructor(clock: Clock, { rest }: { rest: number }) {
    this.#clock = clock;
    this.#rest = rest;
  }

  /** Something changed. */
  notify(): void {
    this.#isPending = true;
    this.#wake();
  }

  /**
   * Waits until something changes, or did since this was called last.
   *
   * @throws the signal's reason when it is aborted.
   */
  async next(signal: AbortSignal): Promise<void> {
    await sleep(this.#clock, this.#rest, signal);
    if (!this.#isPending) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const cancel = this.#clock.after(HEARTBEAT_SECONDS, resolve);
      try {
        await orAborted(promise, signal);
      } finally {
        cancel();
      }
    }
    this.#isPending = false;
  }
}

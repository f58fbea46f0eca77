import { type Clock, orAborted, sleep } from "../../lib/clock.ts";

/** Seconds between two looks at the least, however fast things change. */
const REST_SECONDS = 0.2;
/**
 * Seconds between two looks at the most. A connection can be dead without
 * anybody being told; only a question without an answer shows it.
 */
const HEARTBEAT_SECONDS = 10;

/** Tells when it is time to look again: many changes at once are one. */
export class Changes {
  readonly #clock: Clock;
  #isPending = false;
  #wake: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
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
    await sleep(this.#clock, REST_SECONDS, signal);
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

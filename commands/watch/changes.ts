import { type Clock, orAborted, sleep } from "../../lib/clock.ts";

/**
 * Maximum seconds between two reads. Servers may report a change late or never, and a connection
 * can be dead without a sign; only a question shows it.
 */
const HEARTBEAT_SECONDS = 5;

/** Changes between two reads from which on further ones do not matter. */
const TOO_MANY = 10;

/** Signals when it is time to read again: many changes at once are one. */
export class Changes {
  readonly #clock: Clock;
  readonly #rest: number;
  #count = 0;
  #wake: () => void = () => {};

  /** Creates it with the minimum seconds between two reads, however fast things change. */
  constructor(clock: Clock, { rest }: { rest: number }) {
    this.#clock = clock;
    this.#rest = rest;
  }

  /** Records a change. */
  notify(): void {
    this.#count++;
    this.#wake();
  }

  /**
   * Waits for a change, or returns at once if there was one since the last call.
   *
   * @param silence Called when so much has changed already that it does not
   * matter what else does before the next look.
   * @throws the signal's reason when it is aborted.
   */
  async next(signal: AbortSignal, silence?: () => Promise<void>): Promise<void> {
    const until = this.#clock.now() + this.#rest;
    await this.#wait(TOO_MANY, this.#rest, signal);
    if (this.#count >= TOO_MANY) await silence?.();
    await sleep(this.#clock, until - this.#clock.now(), signal);
    await this.#wait(1, HEARTBEAT_SECONDS, signal);
    this.#count = 0;
  }

  /** Waits for a number of changes, but no longer than `seconds`. */
  async #wait(changes: number, seconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = () => {
      if (this.#count >= changes) resolve();
    };
    this.#wake();
    const cancel = this.#clock.after(seconds, resolve);
    try {
      await orAborted(promise, signal);
    } finally {
      cancel();
    }
  }
}

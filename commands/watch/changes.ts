import { type Clock, orAborted, sleep } from "../../lib/clock.ts";

/**
 * Seconds between two looks at the most. Servers may tell of a change late or never, and a
 * connection can be dead without anybody being told; only a question shows it.
 */
const HEARTBEAT_SECONDS = 5;

/** Changes between two looks from which on the next one is not worth hearing of. */
const TOO_MANY = 10;

/** Tells when it is time to look again: many changes at once are one. */
export class Changes {
  readonly #clock: Clock;
  readonly #rest: number;
  #count = 0;
  #wake: () => void = () => {};

  /** Takes the seconds between two looks at the least, however fast things change. */
  constructor(clock: Clock, { rest }: { rest: number }) {
    this.#clock = clock;
    this.#rest = rest;
  }

  /** Something changed. */
  notify(): void {
    this.#count++;
    this.#wake();
  }

  /**
   * Waits until something changes, or did since this was called last.
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

  /** Waits for so many changes, but not for longer than so many seconds. */
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

/**
 * Time, as the library reads it, so that tests can bring a clock of their own.
 *
 * @module
 */

/** A monotonic clock with timers; all its units are seconds. */
export interface Clock {
  /** Seconds since some moment; it never goes back. */
  now(): number;
  /** Calls `action` once, `seconds` from now; the function it gives takes that back. */
  after(seconds: number, action: () => void): () => void;
}

/** What goes with everything that may take a while. */
export interface Abortable {
  /** Stops waiting: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** The longest delay that a timer takes, in seconds (a signed 32-bit count of ms). */
const LONGEST_TIMER = 2 ** 31 / 1000 - 1;

/** A delay of seconds as timers take it: whole milliseconds, not too many, and none for less than 0. */
export function timerDelay(seconds: number): number {
  return Math.ceil(Math.min(Math.max(seconds, 0), LONGEST_TIMER) * 1000);
}

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  after(seconds, action) {
    const timer = setTimeout(action, timerDelay(seconds));
    return () => clearTimeout(timer);
  },
};

/**
 * Waits for `seconds`.
 *
 * @throws the signal's reason as soon as it is aborted.
 */
export function sleep(clock: Clock, seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(seconds, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** A signal that is aborted as soon as one of these is; those that were not given don't count. */
export function anyOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** Aborts its signal with `error(seconds)` after that time; never if `null`. */
export class Deadline implements Disposable {
  readonly #late = new AbortController();
  readonly #cancel: () => void;

  constructor(clock: Clock, seconds: number | null, error: (seconds: number) => Error) {
    this.#cancel = seconds === null
      ? () => {}
      : clock.after(seconds, () => this.#late.abort(error(seconds)));
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#late.signal;
  }

  /** Takes it back. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/**
 * Settles as `work` does, or rejects with the signal's reason if that comes first.
 * The work goes on by itself; what becomes of it then is not reported.
 */
export function orAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

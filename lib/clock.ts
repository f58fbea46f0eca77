/**
 * Time, as the library reads it, so that tests can bring a clock of their own.
 *
 * @module
 */

/** A monotonic clock with timers; all its units are seconds. */
export interface Clock {
  /** Seconds since an arbitrary moment; never decreases. */
  now(): number;
  /** Calls `action` once, `seconds` from now; the function it returns cancels that. */
  after(seconds: number, action: () => void): () => void;
}

/** Options of everything that waits. */
export interface Abortable {
  /**
   * Stops waiting: the promise rejects with the signal's reason.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
}

/** Longest delay of a timer, in seconds (a signed 32-bit count of ms). */
const LONGEST_TIMER = 2 ** 31 / 1000 - 1;

/** Converts seconds to a timer's whole milliseconds, within 0 and the longest delay. */
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

/** Signals of {@linkcode anyOf} that somebody listens to. */
const heard = new Set<AbortSignal>();

/**
 * Creates a signal that is aborted with the first of these; `undefined` ones are ignored.
 *
 * Deno 2.6 forgets a signal of several that only its listeners wait for, and never calls them. So
 * it is kept here while there are any.
 */
export function anyOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  const any = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  if (any.aborted) return any;
  const listeners = new Set<unknown>();
  const { addEventListener: add, removeEventListener: remove } = any;
  any.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions) => {
    add.call(any, type, listener, options);
    if (type !== "abort" || any.aborted) return;
    listeners.add(listener);
    heard.add(any);
  };
  any.removeEventListener = (type: string, listener: never, options?: EventListenerOptions) => {
    remove.call(any, type, listener, options);
    if (type === "abort" && listeners.delete(listener) && listeners.size === 0) heard.delete(any);
  };
  add.call(any, "abort", () => heard.delete(any), { once: true });
  return any;
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

  /** Cancels the deadline. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/** Settles as soon as a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * Settles as `work` does, or rejects with the signal's reason if that comes first. The work itself
 * continues; its outcome is then ignored.
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

import type { Clock } from "../lib/clock.ts";
import { Interrupted } from "./errors.ts";
import { signalMask } from "./proc.ts";
import { quickClock } from "../lib/quick_clock.ts";
import { handleSignals, KEYS, type SignalName, SIGNALS } from "./signals.ts";

const LINUX_SIGTSTP = 20;
const NAMES = Object.keys(SIGNALS) as SignalName[];

/**
 * Seconds within which signals belong to one event: the end of a session sends SIGTERM and SIGHUP,
 * `timeout` sends to the process and to its group.
 */
export const EVENT_SECONDS = 1;

/** The signals that end the program, as {@linkcode AbortSignal}s. */
export interface Interrupts extends Disposable {
  /**
   * Aborted with an {@linkcode Interrupted} by the first signal; or with an uncaught error, which
   * would end the program and leave its job.
   */
  readonly signal: AbortSignal;
  /**
   * Aborted by a later Ctrl-C, or SIGINT: whoever sends it does not want to wait. Signals within a
   * second of the first belong to it.
   */
  readonly again: AbortSignal;
  /** Signals that this process was started to ignore; its children should ignore them, too. */
  readonly ignored: ReadonlySet<SignalName>;
  /** Whether this process was started to ignore Ctrl-Z. */
  readonly ignoresSuspension: boolean;
  /** Starts listening. */
  listen(): void;
  /**
   * Offers each signal to `taker` first, until the returned function is called. Signals for which
   * `taker` returns `false` end the program.
   */
  offer(taker: (name: SignalName) => boolean): () => void;
}

/**
 * The interrupts of this process.
 *
 * A signal that was ignored when the program began (`nohup`, a background job)
 * stays ignored.
 */
export class ProcessInterrupts implements Interrupts {
  readonly #clock: Clock;
  readonly #first = new AbortController();
  readonly #again = new AbortController();
  #handling: Disposable | null = null;
  #firstAt = 0;
  readonly signal: AbortSignal = this.#first.signal;
  readonly again: AbortSignal = this.#again.signal;
  ignored: ReadonlySet<SignalName> = new Set();
  ignoresSuspension = false;
  #taker: ((name: SignalName) => boolean) | null = null;

  constructor(clock: Clock = quickClock) {
    this.#clock = clock;
  }

  listen(): void {
    // Before anything is listened to: afterwards the system would not tell.
    const mask = signalMask("self", "SigIgn");
    const isIgnored = (number: number): boolean => Boolean(mask >> BigInt(number - 1) & 1n);
    this.ignored = new Set(NAMES.filter((name) => isIgnored(SIGNALS[name])));
    this.ignoresSuspension = isIgnored(LINUX_SIGTSTP);
    // Deno catches every signal once one is listened to, so to ignore takes a listener, too. It stays
    // to the end: without it, a signal that comes late would end the program.
    handleSignals([...this.ignored].map((name) => [name, () => {}]));
    const heard = NAMES.filter((name) => !this.ignored.has(name));
    this.#handling = handleSignals(heard.map((name) => [name, () => this.take(name)]));
    addEventListener("unhandledrejection", this.#takeError);
    addEventListener("error", this.#takeError);
  }

  offer(taker: (name: SignalName) => boolean): () => void {
    this.#taker = taker;
    return () => this.#taker = null;
  }

  /** Handles a signal. */
  take(name: SignalName): void {
    if (!this.signal.aborted && this.#taker?.(name)) return;
    const now = this.#clock.now();
    if (!this.signal.aborted) {
      this.#firstAt = now;
      this.#first.abort(new Interrupted(name));
    } else if (KEYS.includes(name) && now - this.#firstAt > EVENT_SECONDS) {
      this.#again.abort(new Interrupted(name));
    }
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    this.#handling?.[Symbol.dispose]();
    removeEventListener("unhandledrejection", this.#takeError);
    removeEventListener("error", this.#takeError);
  }

  readonly #takeError = (event: PromiseRejectionEvent | ErrorEvent): void => {
    event.preventDefault();
    this.#first.abort("reason" in event ? event.reason : event.error);
  };
}

import { Interrupted, type SignalName, SIGNALS } from "./errors.ts";
import { readProc } from "./proc.ts";

/** Signals that mean nothing to us, but may to a command that runs. */
const FOR_COMMANDS: readonly SignalName[] = ["SIGUSR1", "SIGUSR2"];

const LINUX_SIGTSTP = 20;

/**
 * The signals that end the program, turned into {@linkcode AbortSignal}s.
 *
 * A signal that was ignored when the program began (`nohup`, a background job)
 * stays ignored.
 */
export class Interrupts implements Disposable {
  readonly #first = new AbortController();
  readonly #second = new AbortController();
  readonly #handlers = new Map<SignalName, () => void>();
  #ignored: ReadonlySet<SignalName> = new Set();
  #ignoresSuspension = false;
  #passOn: ((name: SignalName) => void) | null = null;

  /**
   * Aborted with an {@linkcode Interrupted} by the first signal; or with an
   * error that nobody caught, which would end the program and leave its job.
   */
  get signal(): AbortSignal {
    return this.#first.signal;
  }

  /** Aborted by a second signal: whoever sends it does not want to wait. */
  get again(): AbortSignal {
    return this.#second.signal;
  }

  /** Signals that this process was started to ignore; what it starts should as well. */
  get ignored(): ReadonlySet<SignalName> {
    return this.#ignored;
  }

  /** Whether this process was started to ignore Ctrl-Z. */
  get ignoresSuspension(): boolean {
    return this.#ignoresSuspension;
  }

  /** Begins to listen. What is ignored is found out here: afterwards the system would say nothing. */
  listen(): void {
    this.#findIgnored();
    for (const name of Object.keys(SIGNALS) as SignalName[]) {
      // Deno catches them all as soon as one is listened to, so to ignore takes a listener too.
      const handler = (): void => this.#ignored.has(name) ? undefined : this.#take(name);
      try {
        Deno.addSignalListener(name, handler);
        this.#handlers.set(name, handler);
      } catch {
        // This system has no such signal.
      }
    }
    addEventListener("unhandledrejection", this.#takeError);
    addEventListener("error", this.#takeError);
  }

  /**
   * Passes on signals that are for a command to understand, until the function
   * that it gives is called. Without one they end the program, as any does.
   */
  passOn(send: (name: SignalName) => void): () => void {
    this.#passOn = send;
    return () => this.#passOn = null;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    for (const [name, handler] of this.#handlers) Deno.removeSignalListener(name, handler);
    this.#handlers.clear();
    removeEventListener("unhandledrejection", this.#takeError);
    removeEventListener("error", this.#takeError);
  }

  #findIgnored(): void {
    const mask = ignoredMask();
    const isIgnored = (number: number): boolean => Boolean(mask >> BigInt(number - 1) & 1n);
    const names = Object.keys(SIGNALS) as SignalName[];
    this.#ignored = new Set(names.filter((name) => isIgnored(SIGNALS[name])));
    this.#ignoresSuspension = isIgnored(LINUX_SIGTSTP);
  }

  readonly #takeError = (event: PromiseRejectionEvent | ErrorEvent): void => {
    event.preventDefault();
    this.#first.abort("reason" in event ? event.reason : event.error);
  };

  #take(name: SignalName): void {
    if (this.#passOn && FOR_COMMANDS.includes(name)) return this.#passOn(name);
    const interrupted = new Interrupted(name);
    if (this.#first.signal.aborted) this.#second.abort(interrupted);
    else this.#first.abort(interrupted);
  }
}

/** The signals that this process was started to ignore, a bit for each; none where only Linux tells. */
function ignoredMask(): bigint {
  const [, mask = "0"] = /^SigIgn:\s*([0-9a-f]+)/m.exec(readProc("self/status") ?? "") ?? [];
  return BigInt(`0x${mask}`);
}

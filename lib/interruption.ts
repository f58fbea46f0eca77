/** Signals that end a program, and their numbers. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Turns Ctrl-C, a closed terminal and `kill` (SIGINT, SIGHUP, SIGTERM) into an
 * `AbortSignal`, so that a program gives its boards back before it ends. Without it Deno
 * ends the program at once, and its jobs stay until their keepalive is over.
 *
 * From when one is made until it is disposed of, these signals do nothing else. It needs no
 * permission.
 *
 * @example Giving boards back, whatever ends the program
 * ```ts
 * import { allocate, Interruption } from "@spalloc/client";
 *
 * async function main(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
 *   using interruption = new Interruption(); // before there is a job
 *   const { signal } = interruption;
 *   try {
 *     await using job = await allocate(3, { signal });
 *     await work(AbortSignal.any([signal, job.gone]));
 *   } catch (error) {
 *     if (!signal.aborted) throw error;
 *   }
 *   if (signal.aborted) Deno.exitCode = interruption.exitCode;
 * }
 * ```
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = new Map<keyof typeof SIGNALS, () => void>();
  #exitCode = 0;

  /** Starts listening for the signals. */
  constructor() {
    const names = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
    for (const name of names) {
      if (name === "SIGTERM" && Deno.build.os === "windows") continue; // which has none
      const listener = (): void => this.#interrupt(name);
      Deno.addSignalListener(name, listener);
      this.#listeners.set(name, listener);
    }
  }

  /** Aborted by the first of the signals, with an error that names it. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Exit code of a program that it ended: 128 and the number of the signal; 0 before. */
  get exitCode(): number {
    return this.#exitCode;
  }

  /** Stops listening: Deno ends the program at once again. */
  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
    this.#listeners.clear();
  }

  #interrupt(name: keyof typeof SIGNALS): void {
    if (this.signal.aborted) return;
    this.#exitCode = 128 + SIGNALS[name];
    this.#controller.abort(new Error(`interrupted by ${name}`));
  }
}

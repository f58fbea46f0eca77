import type { Clock } from "../lib/clock.ts";
import type { Context } from "./context.ts";
import { Interrupted } from "./errors.ts";

/** Seconds between looks at whether anybody is left. */
const LOOK_SECONDS = 1;

/** Looks now and then whether somebody has left, and says so with a signal. */
export class Departure implements Disposable {
  readonly #controller = new AbortController();
  #cancel: () => void = () => {};

  constructor(hasLeft: () => boolean, clock: Clock) {
    const look = (): void => {
      // As a terminal would have told.
      if (hasLeft()) this.#controller.abort(new Interrupted("SIGHUP"));
      else this.#cancel = clock.after(LOOK_SECONDS, look);
    };
    this.#cancel = clock.after(LOOK_SECONDS, look);
  }

  /** Aborted, as by the signal of a closed terminal, when they have left. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops looking. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/** Tells when the reader of standard output has left, who alone a watch is for. */
export function readerDeparture({ stdout, clock }: Context): Departure {
  return new Departure(() => !stdout.isTerminal && stdout.otherEnd() === "left", clock);
}

/**
 * Tells when nobody is left: both outputs have lost their readers, and nobody can type anything.
 * That is how a program learns that the network took its `ssh` away, where it has no terminal.
 *
 * What writes into a file, or was started with `nohup`, is to go on without anybody.
 */
export function everybodyDeparture(
  { stdin, stdout, stderr, clock, interrupts }: Context,
): Departure {
  const hasLeft = (): boolean =>
    stderr.otherEnd() === "left" && stdout.otherEnd() === "left" &&
    (stdin.otherEnd?.() ?? "there") !== "there";
  return new Departure(() => hasLeft() && !interrupts.ignored.has("SIGHUP"), clock);
}

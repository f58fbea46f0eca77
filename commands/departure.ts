import type { Clock } from "../lib/clock.ts";
import type { Context } from "./context.ts";
import { Interrupted } from "./errors.ts";

/** Seconds between checks. */
const LOOK_SECONDS = 1;

/** Checks now and then whether somebody has left, and aborts a signal then. */
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

  /** Stops the checks. */
  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/** Watches for the end of standard output's reader, the only one a watch is for. */
export function readerDeparture({ stdout, clock }: Context): Departure {
  return new Departure(() => !stdout.isTerminal && stdout.otherEnd() === "left", clock);
}

/**
 * Watches until nobody is left: both outputs have lost their readers, and nobody can type anything.
 * So a program without a terminal learns that its `ssh` connection was lost.
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

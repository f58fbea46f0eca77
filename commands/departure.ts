import type { Clock, Deadline } from "../lib/clock.ts";
import type { Context } from "./context.ts";
import { Interrupted } from "./errors.ts";

/** Seconds between checks. */
const LOOK_SECONDS = 1;

/** Aborts its signal, as by that of a closed terminal, when somebody has left. */
export type Departure = Pick<Deadline, "signal" | typeof Symbol.dispose>;

/** Checks now and then whether somebody has left, until it is disposed of. */
function departureOf(hasLeft: () => boolean, clock: Clock): Departure {
  const left = new AbortController();
  const look = (): void => {
    // As a terminal would have told.
    if (hasLeft()) left.abort(new Interrupted("SIGHUP"));
    else cancel = clock.after(LOOK_SECONDS, look);
  };
  let cancel = clock.after(LOOK_SECONDS, look);
  return { signal: left.signal, [Symbol.dispose]: () => cancel() };
}

/** Watches for the end of standard output's reader, the only one a watch is for. */
export function readerDeparture({ stdout, clock }: Context): Departure {
  return departureOf(() => !stdout.isTerminal && stdout.otherEnd() === "left", clock);
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
  return departureOf(() => hasLeft() && !interrupts.ignored.has("SIGHUP"), clock);
}

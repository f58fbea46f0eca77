import type { Parsed } from "../context.ts";
import { UsageError } from "../errors.ts";
import { SIGNALS } from "../signals.ts";

/** Seconds that a command has to end in before it is killed, where nothing else was said. */
export const GRACE_SECONDS = 5;

/** How the user wants a command to be ended. */
export interface Ending {
  /** The signal that it gets first; `null` for the one that came, or SIGTERM. */
  signal: Deno.Signal | null;
  /** Seconds that it has to end in before it is killed. */
  grace: number;
}

/** Signals that a command gets as they came; instead of all others it gets SIGTERM. */
const PASSED_ON: readonly unknown[] = ["SIGHUP", "SIGTERM", "SIGXCPU"];

/**
 * Reads `--end-signal` and `--grace`.
 *
 * @throws {UsageError} if there is no such signal, or the time is negative.
 */
export function endingOf({ options }: Pick<Parsed, "options">): Ending {
  const grace = options.grace as number | undefined ?? GRACE_SECONDS;
  if (!(grace >= 0)) throw new UsageError(`Cannot wait ${grace} s: --grace takes 0 or more`);
  const { endSignal } = options;
  return { signal: endSignal === undefined ? null : parseSignal(String(endSignal)), grace };
}

/** The signal that a command gets first, when `came` has come. */
export function firstSignal({ signal }: Ending, came: Deno.Signal | null): Deno.Signal {
  return signal ?? (came !== null && PASSED_ON.includes(came) ? came : "SIGTERM");
}

/** Reads the name of a signal that can end a command: `INT`, `SIGINT` and `int` are the same. */
function parseSignal(text: string): Deno.Signal {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, "")}`;
  const names = [...Object.keys(SIGNALS), "SIGKILL"];
  if (names.includes(name)) return name as Deno.Signal;
  const short = names.map((name) => name.slice("SIG".length)).join(", ");
  throw new UsageError(`--end-signal takes one of ${short}, not "${text}"`);
}

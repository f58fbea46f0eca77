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

/** The signal that a command gets first, when `came` has come. */
export function firstSignal({ signal }: Ending, came: Deno.Signal | null): Deno.Signal {
  return signal ?? (came !== null && PASSED_ON.includes(came) ? came : "SIGTERM");
}

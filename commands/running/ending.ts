/** Default seconds for a command to end before it is killed. */
export const GRACE_SECONDS = 5;

/** How to end a command. */
export interface Ending {
  /** First signal; `null` for the one that came, or SIGTERM. */
  signal: Deno.Signal | null;
  /** Seconds for it to end before it is killed. */
  grace: number;
}

/** Signals that are passed on to a command; all others become SIGTERM. */
const PASSED_ON: readonly unknown[] = ["SIGHUP", "SIGTERM", "SIGXCPU"];

/** Returns the first signal for a command, when `came` has come. */
export function firstSignal({ signal }: Ending, came: Deno.Signal | null): Deno.Signal {
  return signal ?? (came !== null && PASSED_ON.includes(came) ? came : "SIGTERM");
}

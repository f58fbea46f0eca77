import { sleep } from "../../lib/clock.ts";
import type { Job } from "../../lib/job.ts";
import type { Context } from "../context.ts";
import { canBeContinued, isInBackground } from "../process_groups.ts";
import type { Progress } from "./progress.ts";

/** Seconds that a terminal has to show the warning. */
const SHOW_SECONDS = 0.2;

/**
 * Warns of Ctrl-Z until it is disposed of: a program that is suspended can't
 * keep its job alive.
 */
export function warnOfSuspension(
  { id, keepalive }: Job,
  progress: Progress,
  { stdin, stderr, clock, interrupts }: Context,
): Disposable {
  const suspend = async (): Promise<void> => {
    progress.say(`Suspended. Job ${id} ends in ${keepalive} s unless you go on with: fg`, "yellow");
    await Promise.race([stderr.flush(), sleep(clock, SHOW_SECONDS)]);
    Deno.kill(Deno.pid, "SIGSTOP");
    // Here it goes on. The shell has left what it had to say where Enter was asked for.
    if (!isInBackground()) progress.askAgain();
  };
  const nothing = { [Symbol.dispose](): void {} };
  // Where nobody could continue the program Ctrl-Z does nothing, and that is to stay so.
  const warns = stdin.isTerminal() && keepalive !== null && !interrupts.ignoresSuspension;
  if (!warns || !maySuspend() || !canBeContinued()) return nothing;
  try {
    Deno.addSignalListener("SIGTSTP", suspend);
  } catch {
    return nothing; // Windows has no such signal.
  }
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGTSTP", suspend) };
}

/** Whether Deno lets the program stop itself: 2.6 does so only with `--allow-run`. */
function maySuspend(): boolean {
  return Deno.permissions.querySync({ name: "run" }).state === "granted";
}

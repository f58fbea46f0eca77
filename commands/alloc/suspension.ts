import { sleep } from "../../lib/clock.ts";
import type { Job } from "../../lib/job.ts";
import { isGranted } from "../../lib/permission.ts";
import type { Context } from "../context.ts";
import { canBeContinued, isInBackground } from "../process_groups.ts";
import type { Progress } from "./progress.ts";

/** Seconds for a terminal to show the warning. */
const SHOW_SECONDS = 0.2;

/** Handler of Ctrl-Z. */
export interface Suspension extends Disposable {
  /** Called before the program stops: its command must leave the terminal to the shell. */
  before: () => Promise<void>;
}

/**
 * Warns of Ctrl-Z until it is disposed of: a program that is suspended can't
 * keep its job alive.
 */
export function warnOfSuspension(
  { id, keepalive }: Job,
  progress: Progress,
  { stdin, stderr, clock, interrupts }: Context,
): Suspension {
  const suspend = async (): Promise<void> => {
    progress.say(
      `Suspended. Type fg or bg within ${keepalive} s, or job ${id} is destroyed.`,
      "yellow",
    );
    await Promise.race([stderr.flush(), sleep(clock, SHOW_SECONDS)]);
    await suspension.before();
    Deno.kill(Deno.pid, "SIGSTOP");
    // Here it goes on. The shell has left what it had to say where Enter was asked for.
    if (!isInBackground()) progress.askAgain();
  };
  const suspension: Suspension = {
    before: () => Promise.resolve(),
    [Symbol.dispose]: () => {},
  };
  // Where nobody could continue the program Ctrl-Z does nothing, and that is to stay so.
  const warns = stdin.isTerminal() && keepalive !== null && !interrupts.ignoresSuspension;
  if (!warns || !maySuspend() || !canBeContinued()) return suspension;
  try {
    Deno.addSignalListener("SIGTSTP", suspend);
    suspension[Symbol.dispose] = () => Deno.removeSignalListener("SIGTSTP", suspend);
  } catch {
    // Windows has no such signal.
  }
  return suspension;
}

/** Whether Deno lets the program stop itself: 2.6 does so only with `--allow-run`. */
function maySuspend(): boolean {
  return isGranted({ name: "run" });
}

import { sleep } from "../../lib/clock.ts";
import type { Job } from "../../lib/job.ts";
import { isGranted } from "../../lib/permission.ts";
import type { Context } from "../context.ts";
import { canBeContinued, isInBackground } from "../process_groups.ts";
import { handleSignals } from "../signals.ts";
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
  // Where nobody could continue the program Ctrl-Z does nothing, and that is to stay so.
  const warns = stdin.isTerminal() && keepalive !== null && !interrupts.ignoresSuspension;
  // Deno 2.6 lets the program stop itself only with `--allow-run`.
  const isHandled = warns && isGranted({ name: "run" }) && canBeContinued();
  const suspension: Suspension = {
    before: () => Promise.resolve(),
    ...handleSignals(isHandled ? [["SIGTSTP", suspend]] : []),
  };
  return suspension;
}

import { type Clock, sleep } from "../../lib/clock.ts";
import type { Context } from "../context.ts";
import { Interrupted } from "../errors.ts";
import { ProcessTree } from "./process_tree.ts";

/** Seconds between asking a program to end and ending it. */
const GRACE_SECONDS = 5;
/** Seconds that a program has to end by itself after a terminal's Ctrl-C or Ctrl-\. */
const KEY_SECONDS = 2;
/** Signals of keys. A shell's background commands ignore them, so they are not passed on. */
const KEYS: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT"];
/** Seconds that a user waits without being told for what. */
const NOTICE_SECONDS = 0.5;
/** Seconds between looks at whether a program's children have ended. */
const POLL_SECONDS = 0.05;

/**
 * Ends a command and all that it started, which has `mark` in its environment:
 * asks it to, with the signal that came, waits for some seconds, then kills what
 * is left. Another signal shortens that.
 */
export async function endCommand(
  child: Deno.ChildProcess,
  { reason, mark, context }: { reason: unknown; mark: string; context: Context },
): Promise<void> {
  const { clock, stderr } = context;
  const cancel = clock.after(NOTICE_SECONDS, () => {
    stderr.line("Waiting for the command to end. Another signal does not wait any longer.");
  });
  const signal = reason instanceof Interrupted ? reason.signal : "SIGTERM";
  try {
    await endInSteps(child, { signal, mark }, context);
  } finally {
    cancel();
  }
}

async function endInSteps(
  child: Deno.ChildProcess,
  { signal, mark }: { signal: Deno.Signal; mark: string },
  { clock, stdin, stderr, interrupts: { again } }: Context,
): Promise<void> {
  const tree = new ProcessTree(child.pid, mark);
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  const ended = (): boolean => hasEnded && !tree.isAlive();
  const hasTerminal = stdin.isTerminal() || stderr.isTerminal;
  await tree.look();
  if (KEYS.includes(signal) && hasTerminal) {
    // The terminal has sent it to the command as well, which may want to tidy up.
    await waitUntil(ended, { seconds: KEY_SECONDS, clock, hurry: again });
  }
  if (!ended()) {
    await tree.signal(KEYS.includes(signal) ? "SIGTERM" : signal);
    await tree.signal("SIGCONT"); // What is suspended can't end.
    await waitUntil(ended, { seconds: GRACE_SECONDS, clock, hurry: again });
    await tree.look();
  }
  if (!ended()) {
    await tree.signal("SIGKILL");
    await waitUntil(ended, { seconds: GRACE_SECONDS, clock });
  }
}

async function waitUntil(
  isDone: () => boolean,
  { seconds, clock, hurry }: { seconds: number; clock: Clock; hurry?: AbortSignal },
): Promise<void> {
  const until = clock.now() + seconds;
  while (!isDone() && clock.now() < until && !hurry?.aborted) {
    await sleep(clock, POLL_SECONDS, hurry).catch(() => {});
  }
}

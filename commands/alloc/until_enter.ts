import { type Clock, orAborted, sleep } from "../../lib/clock.ts";
import type { Context } from "../context.ts";
import { isInBackground } from "../process_groups.ts";
import type { Progress } from "./progress.ts";

const NEWLINE = 10;
/** Seconds within which the signal comes that tells of the end of a terminal. */
const HANG_UP_SECONDS = 0.5;
/** Seconds between looks at whether the program is in the foreground by now. */
const LOOK_SECONDS = 0.5;

/**
 * Waits until the user presses Enter, or what they type ends.
 *
 * @throws the reason of a signal, or of the job's end, that comes first.
 */
export async function untilEnter(
  gone: AbortSignal,
  { stdin, stdout, interrupts, clock }: Context,
  { prompt, progress }: { prompt: boolean; progress: Progress },
): Promise<number> {
  const show = (): void => stdout.write(stdout.style("dim", "<Press enter when done>"));
  if (prompt) show();
  const forget = prompt && stdout.isTerminal ? progress.keepPrompt(show) : () => {};
  const until = AbortSignal.any([gone, interrupts.signal]);
  try {
    const ended = await orAborted(readTyped(stdin, clock, until), until);
    if (prompt && (ended === "end" || !stdin.isTerminal())) stdout.line();
    return 0;
  } catch (error) {
    if (prompt) stdout.line();
    throw error;
  } finally {
    forget();
  }
}

async function readTyped(
  stdin: Context["stdin"],
  clock: Clock,
  until: AbortSignal,
): Promise<"line" | "end"> {
  const wasTerminal = stdin.isTerminal();
  // A program that is stopped for reading from the background can't keep its job alive.
  while (wasTerminal && isInBackground()) await sleep(clock, LOOK_SECONDS, until);
  try {
    return await readLine(stdin);
  } finally {
    // A terminal that was closed ends what is typed, but it is no Ctrl-D: a signal says so.
    if (wasTerminal && !stdin.isTerminal()) await sleep(clock, HANG_UP_SECONDS, until);
  }
}

async function readLine(stdin: Context["stdin"]): Promise<"line" | "end"> {
  const buffer = new Uint8Array(1024);
  for (let size; (size = await stdin.read(buffer)) !== null;) {
    if (buffer.subarray(0, size).includes(NEWLINE)) return "line";
  }
  return "end";
}

import { anyOf, orAborted, sleep } from "../../lib/clock.ts";
import type { Context } from "../context.ts";
import type { Output } from "../output.ts";
import type { Progress } from "./progress.ts";
import type { Typed, TypedLine } from "./typed.ts";

/** Seconds for the signal of a terminal's end to arrive. */
const HANG_UP_SECONDS = 0.5;
/**
 * Waits until the user presses Enter, or their input ends. On a terminal only an empty line counts:
 * somebody who types a command there does not mean to free boards.
 *
 * @throws the reason of a signal, or of the job's end, that comes first.
 */
export async function untilEnter(
  typed: Typed,
  { id, gone, keep }: {
    id: number;
    /** Aborted when the job is gone. */
    gone: AbortSignal;
    /** Whether it is then left allocated instead of destroyed. */
    keep: boolean;
  },
  { context, prompt, progress }: {
    context: Context;
    /** Output of the prompt; `null` for none. */
    prompt: Output | null;
    progress: Progress;
  },
): Promise<number> {
  const { stdin, stderr, interrupts } = context;
  const isTyped = stdin.isTerminal();
  const what = keep ? `leave job ${id} allocated` : `free the boards of job ${id}`;
  const text = `<Press enter when done${isTyped && prompt?.isTerminal ? `, to ${what}` : ""}>`;
  const show = (): void => prompt?.write(prompt.style("dim", text));
  show();
  const forget = prompt?.isTerminal ? progress.keepPrompt(show) : () => {};
  const until = anyOf(gone, interrupts.signal);
  try {
    for (;;) {
      const line = await orAborted(readTyped(typed, context, until), until);
      const isLine = typeof line === "object";
      if (isLine && isTyped && line.text !== "") {
        stderr.sentence(
          "Not run: this is not a shell. To open one, type in another terminal:",
        );
        stderr.line(`  spalloc --resume ${id} --no-destroy -- bash`);
        show();
        continue;
      }
      if (!isLine || !stdin.isTerminal()) prompt?.line();
      forget();
      if (line === "nothing" && !isTyped && !keep) {
        progress.say("Standard input has ended: freeing the boards.");
      }
      return 0;
    }
  } catch (error) {
    prompt?.line();
    throw error;
  } finally {
    forget();
  }
}

async function readTyped(
  typed: Typed,
  { stdin, clock }: Context,
  until: AbortSignal,
): Promise<TypedLine> {
  const wasTerminal = stdin.isTerminal();
  try {
    return await typed.line();
  } finally {
    // A terminal that was closed ends what is typed, but it is no Ctrl-D: a signal says so.
    if (wasTerminal && !stdin.isTerminal()) await sleep(clock, HANG_UP_SECONDS, until);
  }
}

import { orAborted } from "../../lib/clock.ts";
import type { Context } from "../context.ts";

const NEWLINE = 10;

/**
 * Waits until the user presses Enter, or what they type ends.
 *
 * @throws the reason of a signal, or of the job's end, that comes first.
 */
export async function untilEnter(
  gone: AbortSignal,
  { stdin, stdout, interrupts }: Context,
  { prompt }: { prompt: boolean },
): Promise<number> {
  if (prompt) stdout.write(stdout.style("dim", "<Press enter when done>"));
  try {
    const ended = await orAborted(
      readLine(stdin),
      AbortSignal.any([gone, interrupts.signal]),
    );
    if (prompt && (ended === "end" || !stdin.isTerminal())) stdout.line();
    return 0;
  } catch (error) {
    if (prompt) stdout.line();
    throw error;
  }
}

async function readLine(stdin: Context["stdin"]): Promise<"line" | "end"> {
  const buffer = new Uint8Array(1024);
  for (let size; (size = await stdin.read(buffer)) !== null;) {
    if (buffer.subarray(0, size).includes(NEWLINE)) return "line";
  }
  return "end";
}

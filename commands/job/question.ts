import { orAborted } from "../../lib/clock.ts";
import type { Context } from "../context.ts";

/** Whether somebody is there to answer a question. */
export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTerminal() && stderr.isTerminal;
}

/**
 * Asks a question on the terminal, and tells whether the answer is yes. The id of
 * the one job that it is about is a yes as well; no answer is a no.
 *
 * @throws the reason of a signal that comes instead.
 */
export async function isYes(
  question: string,
  ids: readonly number[],
  { stdin, stderr, interrupts: { signal } }: Context,
): Promise<boolean> {
  stderr.write(`${question} [y/N] `);
  try {
    const answer = await orAborted(readLine(stdin), signal);
    if (answer === null) stderr.line();
    const word = (answer ?? "").trim().toLowerCase();
    return word === "y" || word === "yes" || (ids.length === 1 && word === String(ids[0]));
  } catch (error) {
    stderr.line();
    throw error;
  }
}

/** What is typed until Enter; `null` if nothing is, and nothing more will be. */
async function readLine(stdin: Context["stdin"]): Promise<string | null> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1024);
  for (let text = "";;) {
    const size = await stdin.read(buffer);
    if (size === null) return text === "" ? null : text;
    text += decoder.decode(buffer.subarray(0, size), { stream: true });
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
}

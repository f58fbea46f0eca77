import { orAborted } from "../../lib/clock.ts";
import { isGranted } from "../../lib/permission.ts";
import type { Context } from "../context.ts";
import { type Input, piecesOf } from "../input.ts";

/** The terminal, even where standard input is something else, such as a list of ids. */
const TERMINAL = "/dev/tty";

/** Opens the terminal, if standard input is something else; `null` if this process has none. */
function openTerminal(): Deno.FsFile | null {
  if (!isGranted({ name: "read", path: TERMINAL })) return null;
  try {
    return Deno.openSync(TERMINAL);
  } catch {
    return null;
  }
}

/**
 * Asks a question, and returns whether the answer is yes; `null` if nobody can answer. The id of the
 * only job is a yes as well; no answer is a no.
 *
 * @throws the reason of a signal that comes instead.
 */
export async function askYes(
  question: string,
  ids: readonly number[],
  { stdin, stderr, interrupts }: Context,
): Promise<boolean | null> {
  if (!stderr.isTerminal) return null;
  using file = stdin.isTerminal() ? null : openTerminal();
  if (!file && !stdin.isTerminal()) return null;
  stderr.write(`${question} [y/N] `);
  try {
    const answer = await orAborted(readLine(file ?? stdin), interrupts.signal);
    if (answer === null) stderr.line();
    const word = (answer ?? "").trim().toLowerCase();
    return word === "y" || word === "yes" || (ids.length === 1 && word === String(ids[0]));
  } catch (error) {
    stderr.line();
    throw error;
  }
}

/** Reads a line; `null` at the end of the input. */
async function readLine(input: Input): Promise<string | null> {
  let text = "";
  for await (const piece of piecesOf(input)) {
    text += piece;
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  return text === "" ? null : text;
}

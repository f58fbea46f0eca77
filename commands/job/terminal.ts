import { orAborted } from "../../lib/clock.ts";
import { isGranted } from "../../lib/permission.ts";
import type { Context } from "../context.ts";
import { type Input, piecesOf } from "../input.ts";

/** The terminal, even where standard input is something else, such as a list of ids. */
const TERMINAL = "/dev/tty";

/** Terminal for questions and answers. */
export class Terminal implements Disposable {
  readonly #context: Context;
  readonly #reader: Input;
  readonly #file: Deno.FsFile | null;

  private constructor(context: Context, file: Deno.FsFile | null) {
    this.#context = context;
    this.#reader = file ?? context.stdin;
    this.#file = file;
  }

  /** Finds the terminal; `null` if nobody can answer. */
  static find(context: Context): Terminal | null {
    if (!context.stderr.isTerminal) return null;
    if (context.stdin.isTerminal()) return new Terminal(context, null);
    if (!isGranted({ name: "read", path: TERMINAL })) return null;
    try {
      return new Terminal(context, Deno.openSync(TERMINAL));
    } catch {
      return null; // This process has none.
    }
  }

  /**
   * Asks a question, and returns whether the answer is yes. The id of the only job is a yes as
   * well; no answer is a no.
   *
   * @throws the reason of a signal that comes instead.
   */
  async isYes(question: string, ids: readonly number[]): Promise<boolean> {
    const { stderr, interrupts } = this.#context;
    stderr.write(`${question} [y/N] `);
    try {
      const answer = await orAborted(readLine(this.#reader), interrupts.signal);
      if (answer === null) stderr.line();
      const word = (answer ?? "").trim().toLowerCase();
      return word === "y" || word === "yes" || (ids.length === 1 && word === String(ids[0]));
    } catch (error) {
      stderr.line();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
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

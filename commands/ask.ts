import { anyOf, orAborted } from "../lib/clock.ts";
import type { Context } from "./context.ts";
import { CommandError, Interrupted } from "./errors.ts";
import { piecesOf, setRaw } from "./input.ts";
import { handleSignals, type SignalName } from "./signals.ts";
import { onTerminalSignals } from "./watch/terminal_signals.ts";

/** Signals that end a question. */
const ENDING: readonly SignalName[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** Whether somebody can read a question and answer it. */
export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTerminal() && stderr.isTerminal;
}

/**
 * Asks for a line on the terminal. A secret is not shown; the terminal is left as it was found,
 * whatever ends that.
 *
 * @throws {Interrupted} if a signal came instead.
 * @throws {CommandError} if nothing was typed.
 */
export async function askLine(
  question: string,
  context: Context,
  { isSecret = false }: { isSecret?: boolean } = {},
): Promise<string> {
  const { stdin, stderr } = context;
  const ended = new AbortController();
  // They would end the program and leave the terminal without an echo.
  using _ending = handleSignals(
    ENDING.map((name) => [name, () => ended.abort(new Interrupted(name))]),
  );
  // Signals are heard first: none may come while the terminal shows nothing.
  const restore = (): void => isSecret ? setRaw(stdin, false) : undefined;
  using _suspension = onTerminalSignals({
    onSuspend: () => Promise.resolve(restore()),
    onResume: () => {
      if (isSecret) setRaw(stdin, true);
      stderr.write(question);
    },
  });
  // A terminal shows the end of a line itself, unless it shows no keys.
  let isOpen = true;
  try {
    if (isSecret) stdin.setRaw(true);
    stderr.write(question);
    const until = anyOf(ended.signal, context.interrupts.signal);
    const line = await orAborted(readLine(stdin), until);
    isOpen = isSecret || line === null;
    if (line !== null && line !== "") return line;
  } finally {
    restore();
    if (isOpen) stderr.line();
  }
  throw new CommandError("Nothing was typed: not logged in");
}

/** Reads a line as it is typed, key by key or whole; `null` if it was given up. */
async function readLine(stdin: Context["stdin"]): Promise<string | null> {
  let line: string[] = [];
  for await (const piece of piecesOf(stdin)) {
    for (const key of piece) {
      if (key === "\r" || key === "\n") return line.join("");
      // Windows gives Ctrl-C as a key.
      if (key === "\x03") throw new Interrupted("SIGINT");
      if (key === "\x04" && line.length === 0) return null;
      if (key === "\x7f" || key === "\b") line.pop();
      else if (key === "\x15") line = [];
      else if (key >= " ") line.push(key);
    }
  }
  return line.length > 0 ? line.join("") : null;
}

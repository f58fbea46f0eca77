import { type IncomingCommand, isRecord } from "../command.ts";
import { describeClass } from "./values.ts";

/** Result of reading a line: a command, an error, or a reason to hang up. */
export type Reading =
  | { readonly is: "command"; readonly command: IncomingCommand }
  | { readonly is: "mistake"; readonly text: string }
  | { readonly is: "end" };

const END: Reading = { is: "end" };
const LONGEST_EXCERPT = 500;

/** Reads a line as the Java server does. */
export function readCommand(line: string): Reading {
  if (line.trim() === "") return END;
  const message = parse(line);
  if (message === undefined) return mistake(`Unrecognized input where JSON was expected`, line);
  if (message === null) return END;
  if (!isRecord(message)) {
    return mistake(`Cannot construct a Command from ${describeClass(message)}`, line);
  }
  const { command = null, args = [], kwargs = {} } = message;
  if (!Array.isArray(args)) {
    return mistake(`Cannot deserialize args from ${describeClass(args)}`, line);
  }
  if (!isRecord(kwargs)) {
    return mistake(`Cannot deserialize kwargs from ${describeClass(kwargs)}`, line);
  }
  if (typeof command === "object" && command !== null) {
    return mistake(`Cannot deserialize command from ${describeClass(command)}`, line);
  }
  return command === null
    ? END
    : { is: "command", command: { name: String(command), args, kwargs } };
}

/** Returns an error on several lines, as JSON errors are there. */
function mistake(problem: string, line: string): Reading {
  const excerpt = JSON.stringify(line.slice(0, LONGEST_EXCERPT));
  return {
    is: "mistake",
    text: `${problem}\n at [Source: (String)${excerpt}; line: 1, column: 1]`,
  };
}

/** Parses the value at the start of a text, whatever follows; `undefined` if there is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const end = endOfObject(text);
    if (end === undefined) return undefined;
  }
  try {
    return JSON.parse(text.slice(0, endOfObject(text)));
  } catch {
    return undefined;
  }
}

/** Finds the end of the object at the start of a text. */
function endOfObject(text: string): number | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") depth++;
    if (token === "}" && --depth === 0) return index + 1;
  }
  return undefined;
}

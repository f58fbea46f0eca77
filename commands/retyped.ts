import type { Option } from "@cliffy/command";
import { withoutLogin } from "../lib/server_address.ts";
import { type GivenOption, readLine } from "./argparse.ts";
import { shellLine } from "./shell_words.ts";

/** A command line as it was typed, and the options of its command. */
export interface TypedLine {
  /** Options of the command, hidden ones included. */
  readonly options: readonly Option[];
  /** Words behind the name of the command. */
  readonly argv: readonly string[];
}

/**
 * Returns a command line for a POSIX shell that is like another one, but for its arguments.
 * Credentials in the address of a server are hidden.
 *
 * @param name Command.
 * @param change Its arguments, and names of options to leave out, with the words to put there.
 */
export function retyped(
  name: string,
  { options, argv }: TypedLine,
  { args, instead: [left, words] = [[], []] }: {
    args: readonly string[];
    instead?: readonly [names: readonly string[], words: readonly string[]];
  },
): string {
  const line = readLine(options, argv, () => {});
  const kept = line.options.filter(({ option }) => !left.includes(option.name));
  const { rest } = line;
  return shellLine([
    ...name.split(" "),
    ...args,
    ...words,
    ...kept.flatMap(wordsOf),
    ...(rest ? [rest.option?.flags[0] ?? "--", ...rest.words] : []),
  ]);
}

function wordsOf({ option, typed, values, isJoined }: GivenOption): string[] {
  const shown = option.name === "hostname" ? values.map(withoutLogin) : values;
  return isJoined && typed.startsWith("--") ? [`${typed}=${shown[0] ?? ""}`] : [typed, ...shown];
}

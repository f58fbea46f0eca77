import { type Definition, findArgument } from "./argparse.ts";
import { UsageError } from "./errors.ts";
import { shellLine } from "./shell_words.ts";
import { programWithoutDashes } from "./unknown_command.ts";
import { isCommand, isWord } from "./which_command.ts";

/** Matches the start of a program's path, and no number. */
const PATH = /^(?:[_~$]|\.{0,2}\/)/;

/**
 * Refuses a program in the place of numbers of boards, as in `3 python3 x.py`, before its options
 * are taken for those of the command.
 *
 * @throws {UsageError} that has the line to type instead.
 */
export function refuseProgram(command: Definition, argv: readonly string[]): void {
  if (command.getArguments()[0]?.type !== "boards") return;
  const at = findArgument(
    command.getOptions(true),
    argv,
    (word) => isWord(word) || PATH.test(word),
  );
  if (at === null) return;
  const word = argv[at]!;
  const [width, height] = [argv[at - 1], argv[at + 1]];
  if (/^(?:x|by)$/i.test(word) && isCount(width) && isCount(height)) {
    const line = shellLine(["spalloc", ...argv.slice(0, at), ...argv.slice(at + 1)]);
    throw new UsageError(`Cannot allocate "${width} ${word} ${height}"`, {
      steps: [["A rectangle is two numbers", line]],
    });
  }
  const said = `Cannot allocate "${word}": not a number of boards`;
  if (!isCommand(word)) throw programWithoutDashes(said, argv, at);
  // The words before it are for alloc.
  const line = shellLine(["spalloc", word, ...argv.slice(at + 1)]);
  throw new UsageError(said, { steps: [["A command comes first", line]] });
}

function isCount(word: string | undefined): boolean {
  return word !== undefined && /^\d+$/.test(word);
}

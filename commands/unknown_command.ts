import { UsageError } from "./errors.ts";
import { insteadOf } from "./instead.ts";
import { shellLine } from "./shell_words.ts";
import { didYouMean } from "./suggest.ts";
import { type Called, COMMANDS } from "./which_command.ts";

/** Creates the error for an unknown command, with the command to use instead. */
export function unknownCommand(
  { argv, before = [] }: Pick<Called, "argv" | "before">,
): UsageError {
  const [word = "", ...following] = argv;
  const said = `There is no command "${word}"`;
  const instead = insteadOf(word, following);
  if (instead) return new UsageError(`${said}. ${instead.join(": ")}`);
  const meant = didYouMean(word, [...Object.keys(COMMANDS), "help"]);
  if (meant !== "") return new UsageError(`${said}.${meant}`);
  return programWithoutDashes(said, [...before, ...argv], before.length);
}

/**
 * Explains how to type a program, which begins at a word of the command line, so that it is run.
 */
export function programWithoutDashes(
  said: string,
  argv: readonly string[],
  at: number,
): UsageError {
  const line = shellLine(["spalloc", ...argv.slice(0, at), "--", ...argv.slice(at)]);
  return new UsageError(said, {
    steps: [["To run a program on the boards, put -- before it", line]],
  });
}

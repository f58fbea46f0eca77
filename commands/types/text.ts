import { type ArgumentValue, Type } from "@cliffy/command";

/** No argument of a program can contain it. */
const MARK = "\0";

/**
 * Marks a word as a value. Cliffy 1.2 takes an optional value for the option
 * that it is the name of, as in `--machine port`, and drops empty ones.
 */
export function markValue(word: string): string {
  return MARK + word;
}

/** The word that was typed, marked or not. */
export function unmarked({ value }: ArgumentValue): string {
  return value.startsWith(MARK) ? value.slice(MARK.length) : value;
}

/** Text as it was typed. */
export class TextType extends Type<string> {
  parse(given: ArgumentValue): string {
    return unmarked(given);
  }
}

/** The path of a file or a folder, which the shell completes. */
export class PathType extends TextType {}

/** Everything that follows on the command line, which the shell completes. */
export class RestType extends TextType {}

/** `True` or `False`, as scripts for the Python client spell them. */
export class TruthType extends Type<boolean> {
  parse(given: ArgumentValue): boolean {
    return unmarked(given).toLowerCase() === "true";
  }
}

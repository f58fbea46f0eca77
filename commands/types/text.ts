import { type ArgumentValue, Type } from "@cliffy/command";

/** Character that no argument of a program can contain. */
const MARK = "\0";

/**
 * Marks a word as a value. Cliffy 1.2 takes an optional value for an option of that name, as in
 * `--machine port`, and drops empty ones.
 */
export function markValue(word: string): string {
  return MARK + word;
}

/** Returns the word that was typed, marked or not. */
export function unmarked({ value }: ArgumentValue): string {
  return value.startsWith(MARK) ? value.slice(MARK.length) : value;
}

/** Text as typed. */
export class TextType extends Type<string> {
  parse(given: ArgumentValue): string {
    return unmarked(given);
  }
}

/** Path of a file or a folder, which the shell completes. */
export class PathType extends TextType {}

/** Rest of the command line, which the shell completes. */
export class RestType extends TextType {}

/** Reads `True` or `False`, as scripts for the Python client spell them. */
export function truth(given: ArgumentValue): boolean {
  return unmarked(given).toLowerCase() === "true";
}

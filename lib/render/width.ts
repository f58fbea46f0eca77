import { unicodeWidth } from "@std/cli/unicode-width";

/** How many columns of a terminal a text takes that has no escape sequences in it. */
export function textWidth(text: string): number {
  // Most text is plain, and a table asks for the width of every cell.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : unicodeWidth(text);
}

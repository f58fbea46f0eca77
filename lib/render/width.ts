import { unicodeWidth } from "@std/cli/unicode-width";

/** Columns that a text without escape sequences takes on a terminal. */
export function textWidth(text: string): number {
  // Most text is plain, and a table asks for the width of every cell.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : unicodeWidth(text);
}

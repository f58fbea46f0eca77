import { unicodeWidth } from "@std/cli/unicode-width";

const ESCAPE = "\x1b";
const RESET = `${ESCAPE}[0m`;
/** Matches a style's escape sequence, or one character. */
const PARTS = new RegExp(`${ESCAPE}\\[[\\d;]*m|[^]`, "gu");
const ELLIPSIS = "…";

/** Columns that a text without escape sequences takes on a terminal. */
export function textWidth(text: string): number {
  // Most text is plain, and a table asks for the width of every cell.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : unicodeWidth(text);
}

/**
 * Cuts a line that may have styles in it at a number of columns.
 *
 * @example
 * ```ts
 * import { cutLine } from "./width.ts";
 *
 * cutLine("frame-4", 5); // "frame"
 * ```
 */
export function cutLine(line: string, columns: number): string {
  if (line.length <= columns && textWidth(line) <= columns) return line;
  let cut = "";
  let used = 0;
  let style = "";
  let nextStyle = "";
  for (const [part] of line.matchAll(PARTS)) {
    if (part.length > 2 && part.startsWith(ESCAPE)) {
      nextStyle = part;
      continue;
    }
    used += textWidth(part);
    if (used > columns) break;
    cut += nextStyle === style ? part : nextStyle + part;
    style = nextStyle;
  }
  return style === "" || style === RESET ? cut : cut + RESET;
}

/**
 * Shortens plain text to a number of columns, ending in an ellipsis.
 *
 * @example
 * ```ts
 * import { shorten } from "./width.ts";
 *
 * shorten("me@example.org", 8); // "me@exam…"
 * ```
 */
export function shorten(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  return columns < 1 ? "" : cutLine(text, columns - 1) + ELLIPSIS;
}

/**
 * Matches a word, which is empty between two spaces. What stands in quotes belongs together, as it
 * is to be copied; unless it is so long that to look for its end would take long, too.
 */
const WORDS = /(?<=^| )(?:"(?:[^"\\]|\\.){0,200}"|[^ ])*/g;

/** Longest text that is broken: V8 matches no words of some millions of characters. */
const LONGEST = 1_000_000;

/**
 * Breaks a text into lines of at most so many columns, between words; a longer word is a line of
 * its own. What stands in double quotes counts as a word. A text of more than a million characters
 * stays as it is.
 *
 * @example
 * ```ts
 * import { breakLine } from "./width.ts";
 *
 * breakLine("one two three", 8); // ["one two", "three"]
 * ```
 */
export function breakLine(text: string, columns: number): string[] {
  if (text.length > LONGEST) return [text];
  const [first = "", ...words] = text.match(WORDS) ?? [];
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (textWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * White space as Python defines it, unlike JavaScript and Unicode: `\x1c` to `\x1f` and `\x85`
 * count, U+FEFF doesn't.
 *
 * @module
 */

/** Whether Python's `str.isspace` is true for the character with this UTF-16 code. */
export function isPythonSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f) ||
    (code >= 0x85 && isSpaceBeyondAscii(code));
}

/** Whether a character outside ASCII is white space to Python. */
export function isSpaceBeyondAscii(code: number): boolean {
  return code === 0x85 || code === 0xa0 || code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 ||
    code === 0x202f || code === 0x205f || code === 0x3000;
}

/** Counts the characters of white space at the start of a text. */
export function indentOf(text: string): number {
  let index = 0;
  while (index < text.length && isPythonSpace(text.charCodeAt(index))) index++;
  return index;
}

// Loops, because a pattern such as /\s+$/ takes quadratic time on long runs of
// blanks in the middle of a line.

/** Removes white space at the end, as Python's `str.rstrip` does. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isPythonSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Removes white space around a text, as Python's `str.strip` does. */
export function strip(text: string): string {
  return stripEnd(text).slice(indentOf(text));
}

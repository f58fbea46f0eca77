/**
 * What may not reach a terminal as it is: control characters (escape sequences
 * begin with one), invisible ones that format text or turn its direction, line
 * separators, and halves of surrogate pairs.
 */
export const UNSAFE: RegExp = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Makes text from a server, a file or a user safe to show: what could steer a
 * terminal or fool a reader is written as an escape, such as `\x1b`.
 *
 * @example
 * ```ts
 * import { escapeText } from "./escape.ts";
 *
 * escapeText("me\x1b[2J"); // "me\\x1b[2J"
 * ```
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\u{${code.toString(16)}}`;
  });
}

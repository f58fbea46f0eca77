/**
 * What may not reach a terminal as it is: control characters (escape sequences
 * begin with one), invisible ones that format text, turn its direction or have
 * no shape at all, line separators, halves of surrogate pairs, and
 * noncharacters, which XML does not have.
 */
const UNSAFE: RegExp = /[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}\p{NChar}]/gu;

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
  // Most text is plain, and making the other pattern ready takes a millisecond.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\u{${code.toString(16)}}`;
  });
}

/**
 * Writes what {@linkcode escapeText} would escape as JSON does, in text that is
 * JSON already: it reads as the same value.
 *
 * @example
 * ```ts
 * import { escapeJson } from "./escape.ts";
 *
 * escapeJson('"me\x9b2J"'); // '"me\\u009b2J"'
 * ```
 */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

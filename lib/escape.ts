/**
 * Characters that may not reach a terminal: control characters (escape sequences begin with one),
 * invisible ones that format text, change its direction or have no shape, line separators, halves
 * of surrogate pairs, and noncharacters, which XML does not allow.
 */
const UNSAFE = String.raw`[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}\p{NChar}]`;

/** Compiled on first use: a literal would cost milliseconds at every start. */
let unsafePattern: RegExp | undefined;

/** Replaces every unsafe character of a text. */
function replaceUnsafe(text: string, replace: (character: string) => string): string {
  // Most text is plain, and needs no pattern that knows all of Unicode.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  unsafePattern ??= new RegExp(UNSAFE, "gu");
  return text.replace(unsafePattern, replace);
}

/**
 * Makes text from a server, a file or a user safe to show: characters that could steer a terminal
 * or mislead a reader become escapes, such as `\x1b`.
 *
 * @example
 * ```ts
 * import { escapeText } from "./escape.ts";
 *
 * escapeText("me\x1b[2J"); // "me\\x1b[2J"
 * ```
 */
export function escapeText(text: string): string {
  return replaceUnsafe(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\u{${code.toString(16)}}`;
  });
}

/**
 * Escapes JSON text as {@linkcode escapeText} does, with JSON's own escapes: it reads as the same
 * value.
 *
 * @example
 * ```ts
 * import { escapeJson } from "./escape.ts";
 *
 * escapeJson('"me\x9b2J"'); // '"me\\u009b2J"'
 * ```
 */
export function escapeJson(json: string): string {
  return replaceUnsafe(json, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** Maximum characters of a value in an error message. */
const LONGEST = 60;

/**
 * Quotes text from a file or the environment for an error message: in double quotes, shortened,
 * control characters escaped.
 *
 * @example
 * ```ts
 * import { quote } from "./escape.ts";
 *
 * quote("a\x1b[2J"); // '"a\\u001b[2J"'
 * ```
 */
export function quote(text: string): string {
  // Cut before spreading, so that a huge value isn't taken apart; 2 units a character at most.
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  const shown = characters.length > LONGEST
    ? characters.slice(0, LONGEST).join("") + "..."
    : characters.join("");
  return escapeJson(JSON.stringify(shown));
}

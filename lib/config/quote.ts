/** The most characters of a value that an error message repeats. */
const LONGEST = 60;

// C1 controls, zero-width and direction marks, separators: what could move the
// cursor or disguise the rest of the message, and JSON lets through.
const HIDDEN = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Text from a file or the environment as an error message may show it: in
 * double quotes, shortened, control characters escaped.
 *
 * @example
 * ```ts
 * import { quote } from "./quote.ts";
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
  return JSON.stringify(shown).replace(
    HIDDEN,
    (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

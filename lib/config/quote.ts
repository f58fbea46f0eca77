import { escapeJson } from "../render/escape.ts";

/** The most characters of a value that an error message repeats. */
const LONGEST = 60;

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
  return escapeJson(JSON.stringify(shown));
}

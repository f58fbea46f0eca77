/**
 * Characters that may not reach a terminal or a file as they are.
 *
 * They are listed here by number, not by the Unicode properties that the
 * product asks for, so that a slip in one is seen in the other:
 *
 * - control characters, for all escape sequences begin with one of them (ESC,
 *   or CSI, OSC and DCS in their 8-bit forms), others move the cursor back over
 *   what is shown already, and line breaks and tabs forge rows of a table;
 * - what turns the direction of text, joins or parts letters, or marks and tags
 *   text unseen: with it, one name looks like another;
 * - line and paragraph separators, which some programs take for line breaks;
 * - what has no shape at all, such as variation selectors and fillers, for the
 *   same reason;
 * - halves of surrogate pairs, which UTF-8 does not have, and noncharacters,
 *   some of which XML does not have.
 *
 * All else is text, private use characters and floods of accents included: it
 * may be ugly, but it steers nothing. Our own output ends lines with `\n`, and
 * on a terminal has styles.
 *
 * @module
 */

/** First and last of each range. */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f], // C0
  [0x7f, 0x9f], // DEL and C1
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // combining grapheme joiner
  [0x600, 0x605], // Arabic number signs, which reach over what follows
  [0x61c, 0x61c], // Arabic letter mark
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x890, 0x891],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f], // Mongolian variation selectors and vowel separator
  [0x200b, 0x200f], // zero width, and direction marks
  [0x2028, 0x202e], // separators, and direction
  [0x2060, 0x206f], // word joiner, isolates, invisible operators
  [0x3164, 0x3164],
  [0xd800, 0xdfff], // surrogates
  [0xfdd0, 0xfdef], // noncharacters
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb], // annotations, and what is kept for their like
  [0xfffe, 0xffff],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff], // tags and more variation selectors
  ...Array.from({ length: 16 }, (_, plane): readonly [number, number] => {
    const end = (plane + 1) * 0x10000;
    return [end + 0xfffe, end + 0xffff];
  }),
];

const CLASS = RANGES
  .map((pair) => pair.map((code) => `\\u{${code.toString(16)}}`).join("-"))
  .join("");
const RAW = new RegExp(`[${CLASS}]`, "gu");
const RAW_BUT_LINE_FEED = new RegExp(`(?!\\n)[${CLASS}]`, "gu");

/** Whether a character, given by its number, may not be shown as it is. */
export function isRaw(code: number): boolean {
  return RANGES.some(([first, last]) => code >= first && code <= last);
}

/** The raw characters of a text, line feeds apart; a style of ours is none on a terminal. */
export function rawCharacters(text: string, { terminal = false } = {}): string[] {
  const foreign = terminal ? text.replaceAll(OWN_SEQUENCES, "") : text;
  return (foreign.match(RAW_BUT_LINE_FEED) ?? [])
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16)}`);
}

/** The sequences that this program itself writes to a terminal. */
const OWN_SEQUENCES = new RegExp(
  [
    String.raw`\x1b\[[\d;]*m`, // a style
    String.raw`\x1b\[\?(?:1049|25|2026|7)[hl]`, // the other screen, cursor, pictures, wrapping
    String.raw`\x1b\[(?:H|J|K|2K)`, // home, and to clear
    String.raw`\r(?=\n|\x1b)`, // the begin of a line
  ].join("|"),
  "g",
);

/**
 * Reads JSON, escapes of characters outside ASCII first: V8 (in Deno 2.6 and 2.9)
 * now and then takes one of them at the end of a key for a backslash.
 */
export function readJson(json: string) {
  return JSON.parse(json.replaceAll(/\\(?:u([0-9a-f]{4})|[^])/g, (escape, digits?: string) => {
    const unit = digits === undefined ? 0 : parseInt(digits, 16);
    return unit < 0x80 ? escape : String.fromCharCode(unit);
  }));
}

/** Returns a text as it is shown to people. */
export function shown(text: string): string {
  return text.replaceAll(RAW, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${hex(code, 2)}`;
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 0)}}`;
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** Codes of text styles, as terminals number them (ECMA-48, "select graphic rendition"). */
const STYLES = {
  bright: "1",
  dim: "2",
  heading: "4;1",
  red: "31",
  green: "32",
  blue: "34",
  magenta: "35",
  yellow: "33",
  cyan: "36",
  dimGreen: "2;32",
  dimBlue: "2;34",
  dimMagenta: "2;35",
  dimYellow: "2;33",
  dimCyan: "2;36",
  brightGreen: "1;32",
  brightBlue: "1;34",
  brightMagenta: "1;35",
  brightYellow: "1;33",
  brightCyan: "1;36",
  marked: "7",
} as const;

/** Name of a style. */
export type Style = keyof typeof STYLES;

/** Applies a style to text, or returns it unchanged where no colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/** Styles that tell jobs apart; red is left for what is broken. */
const JOB_STYLES: readonly Style[] = [
  "green",
  "blue",
  "magenta",
  "yellow",
  "cyan",
  "dimGreen",
  "dimBlue",
  "dimMagenta",
  "dimYellow",
  "dimCyan",
  "brightGreen",
  "brightBlue",
  "brightMagenta",
  "brightYellow",
  "brightCyan",
];

/** Returns all text unchanged. */
export const paintNothing: Paint = (_style, text) => text;

/**
 * Applies the escape sequences of ANSI terminals.
 *
 * @example
 * ```ts
 * import { paintAnsi } from "./styles.ts";
 *
 * paintAnsi("green", "on"); // "\x1b[32mon\x1b[0m"
 * ```
 */
export const paintAnsi: Paint = (style, text) =>
  text === "" ? "" : `\x1b[${STYLES[style]}m${text}\x1b[0m`;

/**
 * Returns the style of a job: always the same one, so that it is found again in the next picture.
 *
 * @example
 * ```ts
 * import { jobStyle } from "./styles.ts";
 *
 * jobStyle(1); // "blue"
 * jobStyle(16); // "blue": there are 15
 * ```
 */
export function jobStyle(jobId: number): Style {
  const count = JOB_STYLES.length;
  return JOB_STYLES[((jobId % count) + count) % count] ?? "green";
}

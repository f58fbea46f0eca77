/**
 * Numbers as Python's `int()` and `float()` read them: digits of any script,
 * `_` between digits, white space around them, and no `0x10` or `1e` forms
 * that only JavaScript knows.
 *
 * @module
 */

import { isSpaceBeyondAscii } from "./python_text.ts";

const DIGITS = "[0-9]+(?:_[0-9]+)*";
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);
const FLOAT = new RegExp(
  `^[+-]?(?:(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|inf(?:inity)?|nan)$`,
);

/**
 * Parses an integer as Python's `int()` does; returns `undefined` where that raises `ValueError`.
 * Beyond 2^53 the result is rounded.
 *
 * @example
 * ```ts
 * import { parsePythonInt } from "./python_numbers.ts";
 *
 * parsePythonInt("22_244"); // 22244
 * parsePythonInt("0x10"); // undefined
 * ```
 */
export function parsePythonInt(text: string): number | undefined {
  const ascii = toAscii(text);
  return INTEGER.test(ascii) ? Number(ascii.replaceAll("_", "")) : undefined;
}

/**
 * Parses a number as Python's `float()` does; returns `undefined` where that raises `ValueError`.
 * The result can be infinite or NaN, as in Python.
 *
 * @example
 * ```ts
 * import { parsePythonFloat } from "./python_numbers.ts";
 *
 * parsePythonFloat(".5"); // 0.5
 * parsePythonFloat("-inf"); // -Infinity
 * parsePythonFloat("five"); // undefined
 * ```
 */
export function parsePythonFloat(text: string): number | undefined {
  const ascii = toAscii(text).toLowerCase();
  if (!FLOAT.test(ascii)) return undefined;
  if (ascii.includes("nan")) return NaN;
  if (ascii.includes("inf")) return ascii.startsWith("-") ? -Infinity : Infinity;
  return Number(ascii.replaceAll("_", ""));
}

/** Replaces digits and blanks with their ASCII forms, then trims blanks. */
function toAscii(text: string): string {
  let ascii = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x7f) ascii += character;
    else if (isSpaceBeyondAscii(code)) ascii += " ";
    else ascii += isDigit(code) ? String(digitValue(code)) : "?";
  }
  let start = 0;
  let end = ascii.length;
  while (start < end && isBlank(ascii.charCodeAt(start))) start++;
  while (end > start && isBlank(ascii.charCodeAt(end - 1))) end--;
  return ascii.slice(start, end);
}

/** Whether C calls it blank, which Python's numbers may have around them. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Compiled on first use: V8 compiles even the literals of functions that are never called. */
let decimalDigit: RegExp | undefined;

function isDigit(code: number): boolean {
  decimalDigit ??= new RegExp(String.raw`^\p{Nd}$`, "u");
  return decimalDigit.test(String.fromCodePoint(code));
}

/**
 * Returns the value of a decimal digit; Unicode keeps them in gapless runs that start with a zero.
 */
function digitValue(code: number): number {
  let first = code;
  while (isDigit(first - 1)) first--;
  return (code - first) % 10;
}

/**
 * Values in Python's notation, as the Python client shows them; users can paste them into a
 * program.
 *
 * @module
 */
import { escapeText } from "../escape.ts";

/**
 * Formats seconds as Python does: with a fraction, and `None` for no limit.
 *
 * @example
 * ```ts
 * import { pythonSeconds } from "./python_values.ts";
 *
 * pythonSeconds(60); // "60.0"
 * pythonSeconds(null); // "None"
 * ```
 */
export function pythonSeconds(seconds: number | null): string {
  if (seconds === null) return "None";
  if (!Number.isFinite(seconds)) return seconds > 0 ? "inf" : "-inf";
  return Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);
}

/**
 * Formats a value of JSON in Python's notation; safe to show.
 *
 * @example
 * ```ts
 * import { pythonValue } from "./python_values.ts";
 *
 * pythonValue(["default", null, true]); // "['default', None, True]"
 * ```
 */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isFinite(value) ? `${value}` : pythonSeconds(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  const items = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonValue(item)}`);
  return `{${items.join(", ")}}`;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return quote + escapeText(escaped) + quote;
}

import { parsePythonFloat } from "./python_numbers.ts";
import { strip } from "./python_text.ts";

/** Seconds of each unit, largest first. */
const UNITS = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** Pattern of durations such as `1h30m`, with a group for each unit. */
const WITH_UNITS = new RegExp(
  `^${Object.keys(UNITS).map((unit) => `(?:(\\d+(?:\\.\\d+)?)${unit} *)?`).join("")}$`,
);

/**
 * Parses a duration: a number of seconds, as Python's `float()` reads it, or days, hours, minutes
 * and seconds. Returns seconds; `undefined` for anything else and for what is not finite. A plain
 * number may be negative.
 *
 * @example
 * ```ts
 * import { parseDuration } from "./duration.ts";
 *
 * parseDuration("90"); // 90
 * parseDuration("1h30m"); // 5400
 * parseDuration("an hour"); // undefined
 * ```
 */
export function parseDuration(text: string): number | undefined {
  const seconds = parsePythonFloat(text) ?? secondsOf(strip(text));
  return Number.isFinite(seconds) ? seconds : undefined;
}

function secondsOf(text: string): number | undefined {
  const [, ...amounts] = (text !== "" && WITH_UNITS.exec(text)) || [];
  if (amounts.length === 0) return undefined;
  const factors = Object.values(UNITS);
  return amounts.reduce((sum, amount, at) => sum + Number(amount ?? 0) * factors[at]!, 0);
}

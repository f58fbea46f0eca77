/** Matches ISO 8601 durations of units with a fixed length. */
const DURATION = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
/** Matches a number of seconds in a text. */
const SECONDS = /^\d+(?:\.\d+)?$/;

/**
 * Reads a duration in seconds: a number, as servers write it, or an ISO 8601 text such as `PT2M`,
 * as they do with another setting of their library; `null` for anything else.
 */
export function durationOf(value: unknown): number | null {
  const seconds = typeof value === "string" ? secondsIn(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : null;
}

function secondsIn(text: string): number | null {
  if (SECONDS.test(text)) return Number(text);
  const parts = DURATION.exec(text)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

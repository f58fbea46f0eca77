/**
 * A moment as people read it: day, month and year, hours, minutes and seconds,
 * in local time. Empty for `null` and for what no calendar has.
 *
 * @param unixSeconds Seconds since 1970, with fractions.
 */
export function localTime(unixSeconds: number | null): string {
  const date = dateOf(unixSeconds);
  if (!date) return "";
  const day = [date.getDate(), date.getMonth() + 1].map(twoDigits).join("/");
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${day}/${year} ${timeOfDay(date)}`;
}

/** Hours, minutes and seconds, in local time. */
export function timeOfDay(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
}

/**
 * A moment as programs read it: ISO 8601 in UTC.
 *
 * @param unixSeconds Seconds since 1970, with fractions.
 *
 * @example
 * ```ts
 * import { isoTime } from "./times.ts";
 *
 * isoTime(1456225473.5); // "2016-02-23T11:04:33.500Z"
 * ```
 */
export function isoTime(unixSeconds: number | null): string | null {
  return dateOf(unixSeconds)?.toISOString() ?? null;
}

function dateOf(unixSeconds: number | null): Date | null {
  if (unixSeconds === null) return null;
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

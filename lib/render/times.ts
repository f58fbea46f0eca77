import { RUNTIME_ZONE, type Zone } from "../time_zone/zone.ts";

/**
 * Formats a moment for people: day, month and year, hours, minutes and seconds, in local time.
 * Empty for `null` and for what no calendar has.
 *
 * @param unixSeconds Seconds since 1970, with fractions.
 * @param zone What local time is.
 */
export function localTime(unixSeconds: number | null, zone: Zone = RUNTIME_ZONE): string {
  const date = localDate(unixSeconds, zone);
  if (!date) return "";
  const day = [date.getUTCDate(), date.getUTCMonth() + 1].map(twoDigits).join("/");
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${day}/${year} ${clockFace(date)}${zone.label}`;
}

/**
 * Formats hours, minutes and seconds, in local time.
 *
 * @param unixSeconds Seconds since 1970, with fractions.
 * @param zone What local time is.
 */
export function timeOfDay(unixSeconds: number, zone: Zone = RUNTIME_ZONE): string {
  const date = localDate(unixSeconds, zone);
  return date ? clockFace(date) + zone.label : "";
}

/** Returns a date whose UTC fields are the local time. */
function localDate(unixSeconds: number | null, zone: Zone): Date | null {
  return dateOf(unixSeconds) && dateOf(unixSeconds! + zone.offsetAt(unixSeconds!));
}

function clockFace(date: Date): string {
  return [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(":");
}

/**
 * Formats a moment for programs: ISO 8601 in UTC.
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

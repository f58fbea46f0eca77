const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Formats a duration in a few columns: the two largest units up to a day, then whole days. A
 * negative one, as on a clock that is slow, is `0s`.
 *
 * @param seconds How long, with fractions.
 *
 * @example
 * ```ts
 * import { ageText } from "./age.ts";
 *
 * ageText(42.5); // "42s"
 * ageText(300); // "5m"
 * ageText(8000); // "2h13m"
 * ageText(300_000); // "3d"
 * ```
 */
export function ageText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "";
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m`;
  if (whole >= DAY) return `${Math.floor(whole / DAY)}d`;
  const minutes = Math.floor(whole % HOUR / MINUTE);
  return `${Math.floor(whole / HOUR)}h${minutes > 0 ? `${minutes}m` : ""}`;
}

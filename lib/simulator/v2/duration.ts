/** Matches ISO 8601 durations of units with a fixed length. */
const DURATION = /^([-+]?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/** Reads `PT2M`, `PT120S` and the like, or a number of seconds; `null` for anything else. */
export function readDuration(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const [, sign, ...parts] = DURATION.exec(value) ?? [];
  if (parts.every((part) => part === undefined)) return null;
  const [days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  const total = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return sign === "-" ? -total : total;
}

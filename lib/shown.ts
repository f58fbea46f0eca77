/**
 * Formats a value at fault for a message: a text in quotes, and a number as it is, `NaN` as well.
 */
export function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value; // what refers to itself, say
  }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * Returns the short name of a job on a map, as spreadsheets name columns: A, B, ... Z, AA, AB, ...
 *
 * @param index Counts from 0.
 *
 * @example
 * ```ts
 * import { jobKey } from "./job_keys.ts";
 *
 * jobKey(0); // "A"
 * jobKey(26); // "AA"
 * ```
 */
export function jobKey(index: number): string {
  let key = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / LETTERS.length)) {
    key = LETTERS.charAt((rest - 1) % LETTERS.length) + key;
  }
  return key;
}

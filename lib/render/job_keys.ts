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

/** Names of jobs on a map with a column per board, in order. */
const SINGLE_KEYS = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;

/** Name of all jobs beyond those. */
export const OTHER_KEY = "*";

/**
 * Returns the name of one column for a job on a map: A ... Z, a ... z, 0 ... 9, and
 * {@linkcode OTHER_KEY} for all others.
 *
 * @param index Counts from 0.
 *
 * @example
 * ```ts
 * import { singleKey } from "./job_keys.ts";
 *
 * singleKey(0); // "A"
 * singleKey(26); // "a"
 * ```
 */
export function singleKey(index: number): string {
  return SINGLE_KEYS[index] ?? OTHER_KEY;
}

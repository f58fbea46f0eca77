/**
 * Returns the known word that a mistyped one probably means; `null` if none is close: a third of
 * its letters wrong, or only its start typed.
 *
 * Cliffy has such a function, but does not export it.
 *
 * @example
 * ```ts
 * import { suggest } from "./suggest.ts";
 *
 * suggest("machin", ["job", "machine"]); // "machine"
 * suggest("reboot", ["job", "machine"]); // null
 * ```
 */
export function suggest(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(typed.length / 3));
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of known) {
    const steps = typed.length >= 3 && candidate.startsWith(typed) ? 1 : distance(typed, candidate);
    // A distance that is the whole word says nothing: "x" is not nearly "p".
    if (steps < least && steps < candidate.length) [best, least] = [candidate, steps];
  }
  return best;
}

/** ` Did you mean "machine"?`, or nothing where no word is close. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = suggest(word, known);
  return meant === null ? "" : ` Did you mean "${meant}"?`;
}

/** Counts the letters to insert, delete, change, or swap with the next one. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let at = 1; at <= other.length; at++) {
      const isSame = one[row - 1] === other[at - 1];
      let steps = Math.min(last[at]! + 1, line[at - 1]! + 1, last[at - 1]! + (isSame ? 0 : 1));
      const isSwap = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      if (row > 1 && at > 1 && isSwap) steps = Math.min(steps, before[at - 2]! + 1);
      line.push(steps);
    }
    [before, last] = [last, line];
  }
  return last[other.length]!;
}

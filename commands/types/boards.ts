import type { ArgumentValue } from "@cliffy/command";
import { parseAvoidedList } from "../../lib/tries/avoid_text.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** Reads a number of boards, or a part of a size or a position. */
export function boardsNumber(given: ArgumentValue): number {
  const word = unmarked(given);
  if (/^\d+$/.test(word)) return Number(word);
  if (/^\d+(?:[x,]\d+){1,2}$/.test(word)) {
    const apart = word.replaceAll(/[x,]/g, " ");
    throw new UsageError(`Cannot allocate "${word}". Did you mean "${apart}"?`);
  }
  throw new UsageError(`Cannot allocate "${word}": expected whole numbers`);
}

/** Reads a board to be avoided, or `@` and a file of them. */
export function avoidedPlace(given: ArgumentValue): string {
  const text = unmarked(given);
  if (parseAvoidedList(text)?.length === 1) return text;
  throw new UsageError(
    `${given.name} takes X,Y,Z or CABINET/FRAME/BOARD, after "MACHINE:" or alone, an address, ` +
      `or @FILE, not "${text}"`,
  );
}

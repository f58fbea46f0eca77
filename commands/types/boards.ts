import { type ArgumentValue, Type } from "@cliffy/command";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** A number of boards, or a part of a size or a position. */
export class BoardsType extends Type<number> {
  parse(given: ArgumentValue): number {
    const word = unmarked(given);
    if (/^\d+$/.test(word)) return Number(word);
    if (/^\d+(?:[x,]\d+){1,2}$/.test(word)) {
      const apart = word.replaceAll(/[x,]/g, " ");
      throw new UsageError(`Cannot allocate "${word}". Did you mean "${apart}"?`);
    }
    throw new UsageError(`Cannot allocate "${word}": expected whole numbers`);
  }
}

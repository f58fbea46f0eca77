import type { BoardCoordinate } from "../machine/coordinates.ts";
import type { AvoidedBoard } from "./avoid.ts";

/** Three numbers: of a triad and its board, or of a place in the machine room. */
const TRIPLE = /^(?:(.+):)?(\d+)([,/])(\d+)\3(\d+)$/;
/** Name or address of a board. Numbers alone are four, or it is a place with parts missing. */
const ADDRESS = /^(?:\d+(?:\.\d+){3}|(?![\d.]+$)[\w.-]+|[\da-f.]*:[\da-f.]*:[\da-f:.]*)$/i;

/**
 * Parses a board to be avoided: `X,Y,Z` for its logical coordinates, `CABINET/FRAME/BOARD` for its
 * place in the machine room, either after `MACHINE:`; or its address. `undefined` if it is none.
 *
 * @example
 * ```ts
 * import { parseAvoided } from "./avoid_text.ts";
 *
 * parseAvoided("demo:3,1,2"); // { board: [3, 1, 2], machine: "demo" }
 * parseAvoided("0/0/23"); // { physical: [0, 0, 23] }
 * parseAvoided("10.11.0.41"); // { address: "10.11.0.41" }
 * ```
 */
export function parseAvoided(text: string): AvoidedBoard | undefined {
  const [, name, first, separator, second, third] = TRIPLE.exec(text) ?? [];
  if (separator === undefined) return ADDRESS.test(text) ? { address: text } : undefined;
  const place: BoardCoordinate = [Number(first), Number(second), Number(third)];
  if (!place.every(Number.isSafeInteger)) return undefined;
  const of = name === undefined ? {} : { machine: name };
  return separator === "," ? { board: place, ...of } : { physical: place, ...of };
}

/**
 * Splits the text of a setting into places, and names of files after `@`; `undefined` if one makes
 * no sense.
 */
export function parseAvoidedList(text: string): string[] | undefined {
  const places = text.split(/,?\s+/).filter((place) => place !== "");
  const isRight = (place: string): boolean =>
    place.startsWith("@") ? place.length > 1 : parseAvoided(place) !== undefined;
  return places.every(isRight) ? places : undefined;
}

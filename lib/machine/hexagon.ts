import type { ChipCoordinate } from "./coordinates.ts";

/** Side in chips of the square around a board's hexagon. */
export const BOARD_CHIPS = 8;

/**
 * Whether a SpiNN-5 board has a chip at this position, from its Ethernet chip at (0, 0).
 *
 * The 48 chips form a hexagon: a square of 8 x 8 with two corners cut off. The
 * bottom right corner loses the chips with x - y above 4, the top left corner
 * those with y - x above 3; so the hexagon is not quite symmetric, and boards
 * fit together without a gap.
 *
 * @example
 * ```ts
 * import { isChipOfBoard } from "@spalloc/client";
 *
 * isChipOfBoard([4, 0]); // true
 * isChipOfBoard([0, 4]); // false
 * ```
 */
export function isChipOfBoard([x, y]: ChipCoordinate): boolean {
  if (!Number.isInteger(x) || !Number.isInteger(y)) return false;
  return x >= 0 && x < BOARD_CHIPS && y >= 0 && y < BOARD_CHIPS && x - y <= 4 && y - x <= 3;
}

/**
 * Lists the chips of a SpiNN-5 board, row by row from the bottom left.
 *
 * @example
 * ```ts
 * import { chipsOfBoard } from "@spalloc/client";
 *
 * chipsOfBoard().length; // 48
 * ```
 */
export function chipsOfBoard(): ChipCoordinate[] {
  const chips: ChipCoordinate[] = [];
  for (let y = 0; y < BOARD_CHIPS; y++) {
    for (let x = 0; x < BOARD_CHIPS; x++) {
      if (isChipOfBoard([x, y])) chips.push([x, y]);
    }
  }
  return chips;
}

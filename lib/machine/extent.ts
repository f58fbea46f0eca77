import { BOARDS_PER_TRIAD, TRIAD_CHIPS, type TriadSize } from "./coordinates.ts";
import { BOARD_CHIPS } from "./hexagon.ts";

/** On which axes a set of boards is connected around the torus. */
export interface Wrap {
  /** Whether a link joins the left edge and the right edge. */
  readonly x: boolean;
  /** Whether a link joins the bottom edge and the top edge. */
  readonly y: boolean;
}

/** A size in chips. */
export interface ChipSize {
  /** How many chips side by side. */
  readonly width: number;
  /** How many chips one above the other. */
  readonly height: number;
}

/** The size of the square around a single board, in chips. */
export const SINGLE_BOARD_SIZE: ChipSize = { width: BOARD_CHIPS, height: BOARD_CHIPS };

/** What sticks out of the squares of a row of triads if it does not wrap, in chips. */
const OVERHANG = 4;

/**
 * The size in chips of a rectangle of triads: 12 a triad, and 4 more on each
 * axis on which it does not wrap, where hexagons stick out of the square.
 *
 * @example
 * ```ts
 * import { sizeInChips } from "@spalloc/client";
 *
 * sizeInChips({ width: 1, height: 1 }, { x: false, y: false }); // 16 x 16
 * sizeInChips({ width: 4, height: 2 }, { x: true, y: true }); // 48 x 24
 * ```
 */
export function sizeInChips(triads: TriadSize, wrap: Wrap): ChipSize {
  return {
    width: triads.width * TRIAD_CHIPS + (wrap.x ? 0 : OVERHANG),
    height: triads.height * TRIAD_CHIPS + (wrap.y ? 0 : OVERHANG),
  };
}

/**
 * Whether the chips of a set of boards wrap around on both axes, from its size in chips: on an
 * axis that does not wrap, hexagons stick out of the squares of the triads.
 *
 * @example
 * ```ts
 * import { isTorus } from "./extent.ts";
 *
 * isTorus({ width: 48, height: 24 }); // true
 * isTorus({ width: 48, height: 28 }); // false
 * ```
 */
export function isTorus({ width, height }: ChipSize): boolean {
  return width % TRIAD_CHIPS === 0 && height % TRIAD_CHIPS === 0;
}

/**
 * How many boards a rectangle of triads has, dead ones included.
 *
 * @example
 * ```ts
 * import { countBoards } from "@spalloc/client";
 *
 * countBoards({ width: 4, height: 2 }); // 24
 * ```
 */
export function countBoards(triads: TriadSize): number {
  return triads.width * triads.height * BOARDS_PER_TRIAD;
}

import { BOARDS_PER_TRIAD, TRIAD_CHIPS, type TriadSize } from "./coordinates.ts";
import { BOARD_CHIPS } from "./hexagon.ts";

/** Axes on which a set of boards wraps around the torus. */
export interface Wrap {
  /** Whether a link joins the left and the right edge. */
  readonly x: boolean;
  /** Whether a link joins the bottom and the top edge. */
  readonly y: boolean;
}

/** Size in chips. */
export interface ChipSize {
  /** Width in chips. */
  readonly width: number;
  /** Height in chips. */
  readonly height: number;
}

/** Size of the square around a single board, in chips. */
export const SINGLE_BOARD_SIZE: ChipSize = { width: BOARD_CHIPS, height: BOARD_CHIPS };

/** Chips beyond the squares of a row of triads if it does not wrap. */
const OVERHANG = 4;

/**
 * Returns the size in chips of a rectangle of triads: 12 a triad, and 4 more on each axis on which
 * it does not wrap, where hexagons stick out of the square.
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
 * Whether a set of boards of this size wraps around on both axes: on an axis that does not,
 * hexagons stick out of the squares of the triads.
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
 * Returns the number of boards in a rectangle of triads, dead ones included.
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

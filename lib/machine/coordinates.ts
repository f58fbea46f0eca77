/**
 * Coordinates of boards and chips.
 *
 * A SpiNNaker machine is a torus of triads: three SpiNN-5 boards each, which
 * cover as many chips as a square of 12 x 12.
 *
 * @module
 */

/**
 * Position of a board in its machine: the triad's `x` and `y`, in triads from the bottom left, and
 * the board `z` in that triad (0, 1 or 2).
 */
export type BoardCoordinate = readonly [x: number, y: number, z: number];

/** Position of a chip, in chips from the bottom left of a machine, a job or a board. */
export type ChipCoordinate = readonly [x: number, y: number];

/** Position of a board in the machine room: cabinet, frame in it, slot in that frame. */
export type PhysicalCoordinate = readonly [cabinet: number, frame: number, board: number];

/**
 * A link, named by the board that sends on it: the board's `x`, `y` and `z`, and the link from 0
 * (east) counter-clockwise to 5 (south).
 */
export type LinkCoordinate = readonly [x: number, y: number, z: number, link: number];

/** Size of a machine, or of a rectangle in it, in triads. */
export interface TriadSize {
  /** Width in triads. */
  readonly width: number;
  /** Height in triads. */
  readonly height: number;
}

/** Boards in a triad. */
export const BOARDS_PER_TRIAD = 3;

/** Side in chips of the square that a triad covers. */
export const TRIAD_CHIPS = 12;

/**
 * Returns the remainder that is never negative, for wrapping around a torus.
 *
 * @example
 * ```ts
 * import { wrapAround } from "./coordinates.ts";
 *
 * wrapAround(-1, 12); // 11
 * wrapAround(13, 12); // 1
 * ```
 */
export function wrapAround(value: number, size: number): number {
  return ((value % size) + size) % size;
}

/**
 * Whether a machine of this size has such a board, dead or alive.
 *
 * @example
 * ```ts
 * import { isBoardOf } from "@spalloc/client";
 *
 * isBoardOf({ width: 4, height: 2 }, [3, 1, 2]); // true
 * isBoardOf({ width: 4, height: 2 }, [3, 2, 0]); // false
 * ```
 */
export function isBoardOf(size: TriadSize, [x, y, z]: BoardCoordinate): boolean {
  return isIndex(x, size.width) && isIndex(y, size.height) && isIndex(z, BOARDS_PER_TRIAD);
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}

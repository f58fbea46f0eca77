import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  isBoardOf,
  type PhysicalCoordinate,
  type TriadSize,
} from "./coordinates.ts";

/** Boards in a frame. */
export const BOARDS_PER_FRAME = 24;

/** Frames in a cabinet. */
export const FRAMES_PER_CABINET = 5;

/**
 * Returns a board's number in its machine, counted triad by triad up the columns.
 *
 * The board must be one of the machine (see `isBoardOf`).
 *
 * @example
 * ```ts
 * import { boardIndex } from "./physical.ts";
 *
 * boardIndex([1, 1, 1], { width: 4, height: 2 }); // 10
 * ```
 */
export function boardIndex([x, y, z]: BoardCoordinate, machine: TriadSize): number {
  return (x * machine.height + y) * BOARDS_PER_TRIAD + z;
}

/**
 * Returns the cabinet, frame and slot of a board in a machine that is filled in the standard way:
 * by board number, 24 to a frame, 5 frames to a cabinet; `null` if the machine has no such board.
 *
 * Machines that were cabled differently keep a table of their own; ask the
 * server where a board of theirs is.
 *
 * @example
 * ```ts
 * import { standardPosition } from "@spalloc/client";
 *
 * standardPosition([8, 3, 0], { width: 20, height: 20 }); // [4, 0, 9]
 * standardPosition([9, 9, 9], { width: 4, height: 2 }); // null
 * ```
 */
export function standardPosition(
  board: BoardCoordinate,
  machine: TriadSize,
): PhysicalCoordinate | null {
  if (!isBoardOf(machine, board)) return null;
  const index = boardIndex(board, machine);
  const frame = Math.floor(index / BOARDS_PER_FRAME);
  return [
    Math.floor(frame / FRAMES_PER_CABINET),
    frame % FRAMES_PER_CABINET,
    index % BOARDS_PER_FRAME,
  ];
}

/**
 * Returns the board at a cabinet, frame and slot of a machine that is filled in the standard way;
 * `null` if there is none.
 *
 * @example
 * ```ts
 * import { boardAtStandardPosition } from "@spalloc/client";
 *
 * boardAtStandardPosition([0, 0, 10], { width: 4, height: 2 }); // [1, 1, 1]
 * ```
 */
export function boardAtStandardPosition(
  [cabinet, frame, slot]: PhysicalCoordinate,
  machine: TriadSize,
): BoardCoordinate | null {
  if (slot >= BOARDS_PER_FRAME || frame >= FRAMES_PER_CABINET || slot < 0 || frame < 0) return null;
  if (![cabinet, frame, slot].every(Number.isInteger)) return null;
  const index = (cabinet * FRAMES_PER_CABINET + frame) * BOARDS_PER_FRAME + slot;
  const triad = Math.floor(index / BOARDS_PER_TRIAD);
  const board: BoardCoordinate = [
    Math.floor(triad / machine.height),
    triad % machine.height,
    index % BOARDS_PER_TRIAD,
  ];
  return isBoardOf(machine, board) ? board : null;
}

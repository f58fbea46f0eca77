import {
  type BoardCoordinate,
  type ChipCoordinate,
  TRIAD_CHIPS,
  type TriadSize,
  wrapAround,
} from "./coordinates.ts";
import { countBoards } from "./extent.ts";
import { isChipOfBoard } from "./hexagon.ts";

/** Positions of the Ethernet chips of a triad's boards in its 12 x 12 chips, by z. */
const ETHERNET_OFFSETS = [[0, 0], [8, 4], [4, 8]] as const;

/** A chip's board, and its position on the board. */
export interface ChipLocation {
  /** Board that carries the chip. */
  readonly board: BoardCoordinate;
  /** Position of the chip, from the board's Ethernet chip. */
  readonly boardChip: ChipCoordinate;
}

/**
 * Returns the chip that connects a board to the Ethernet: the board's (0, 0), in chips of the
 * machine. A z other than 0, 1 and 2 counts as 0.
 *
 * @example
 * ```ts
 * import { ethernetChip } from "@spalloc/client";
 *
 * ethernetChip([1, 1, 1]); // [20, 16]
 * ```
 */
export function ethernetChip([x, y, z]: BoardCoordinate): ChipCoordinate {
  const [dx, dy] = ETHERNET_OFFSETS[z] ?? ETHERNET_OFFSETS[0];
  return [x * TRIAD_CHIPS + dx, y * TRIAD_CHIPS + dy];
}

/**
 * Finds the board of a chip, and the chip's position on that board.
 *
 * The machine is taken for a torus, so chips outside of it are counted around.
 *
 * @throws {RangeError} if a coordinate is not a whole number, or the machine has no boards.
 *
 * @example
 * ```ts
 * import { locateChip } from "@spalloc/client";
 *
 * locateChip([3, 3], { width: 4, height: 2 }); // { board: [0, 0, 0], boardChip: [3, 3] }
 * locateChip([0, 4], { width: 4, height: 2 }); // on [3, 0, 1], the board to the west
 * ```
 */
export function locateChip(chip: ChipCoordinate, machine: TriadSize): ChipLocation {
  const [chipX, chipY] = wrapChip(chip, machine);
  for (const [z, [offsetX, offsetY]] of ETHERNET_OFFSETS.entries()) {
    // Every twelfth chip each way is the Ethernet chip of a board with this z,
    // so the remainder is the place on the one board that could be meant.
    const boardChip: ChipCoordinate = [
      wrapAround(chipX - offsetX, TRIAD_CHIPS),
      wrapAround(chipY - offsetY, TRIAD_CHIPS),
    ];
    if (!isChipOfBoard(boardChip)) continue;
    const x = (chipX - boardChip[0] - offsetX) / TRIAD_CHIPS;
    const y = (chipY - boardChip[1] - offsetY) / TRIAD_CHIPS;
    const board: BoardCoordinate = [wrapAround(x, machine.width), wrapAround(y, machine.height), z];
    return { board, boardChip };
  }
  const why = countBoards(machine) === 0
    ? "the machine has no boards"
    : "coordinates must be whole numbers";
  throw new RangeError(`Cannot locate chip (${chip}): ${why}`);
}

/**
 * Wraps a chip coordinate into the machine, around the torus.
 *
 * @example
 * ```ts
 * import { wrapChip } from "./geometry.ts";
 *
 * wrapChip([999, -1], { width: 4, height: 2 }); // [39, 23]
 * ```
 */
export function wrapChip([x, y]: ChipCoordinate, machine: TriadSize): ChipCoordinate {
  return [
    wrapAround(x, machine.width * TRIAD_CHIPS),
    wrapAround(y, machine.height * TRIAD_CHIPS),
  ];
}

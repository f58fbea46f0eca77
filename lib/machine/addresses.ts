import type { PhysicalCoordinate } from "./coordinates.ts";
import { BOARDS_PER_FRAME } from "./physical.ts";

const CABINET_STRIDE = 5 * 256;
const FRAME_STRIDE = 256;
const BOARD_STRIDE = 8;

/** Offset of a board's address from that of its controller. */
const BOARD_OFFSET = 1;

/**
 * Returns the IPv4 address of a board in a machine with standard addresses: the base address, plus
 * 0.0.5.0 per cabinet, 0.0.1.0 per frame, 0.0.0.8 per board, plus one.
 *
 * @throws {RangeError} if the base is not an IPv4 address.
 *
 * @example
 * ```ts
 * import { standardAddress } from "./addresses.ts";
 *
 * standardAddress("10.11.0.0", [0, 0, 10]); // "10.11.0.81"
 * standardAddress("10.11.0.0", [1, 2, 3]); // "10.11.7.25"
 * ```
 */
export function standardAddress(
  base: string,
  [cabinet, frame, board]: PhysicalCoordinate,
): string {
  const start = parseIPv4(base);
  if (start === null) {
    throw new RangeError(`Cannot parse address "${base}": expected an IPv4 address`);
  }
  return formatIPv4(start + offsetOf([cabinet, frame, board]));
}

/**
 * Returns the base address, as {@linkcode standardAddress} takes it, of a machine with standard
 * addresses in which a board has this address; `null` if there is none, or the text is no IPv4
 * address.
 *
 * @example
 * ```ts
 * import { standardBase } from "./addresses.ts";
 *
 * standardBase("10.11.0.81", [0, 0, 10]); // "10.11.0.0"
 * standardBase("board-10", [0, 0, 10]); // null
 * ```
 */
export function standardBase(address: string, position: PhysicalCoordinate): string | null {
  const base = (parseIPv4(address) ?? -1) - offsetOf(position);
  return base < 0 ? null : formatIPv4(base);
}

/**
 * Locates the board with an address in a machine with standard addresses that begin at `base`;
 * `null` if no board can have it, or a text is no IPv4 address.
 *
 * @example
 * ```ts
 * import { standardAddressPosition } from "./addresses.ts";
 *
 * standardAddressPosition("10.11.7.25", "10.11.0.0"); // [1, 2, 3]
 * standardAddressPosition("10.11.7.26", "10.11.0.0"); // null
 * ```
 */
export function standardAddressPosition(address: string, base: string): PhysicalCoordinate | null {
  const offset = (parseIPv4(address) ?? NaN) - (parseIPv4(base) ?? NaN) - BOARD_OFFSET;
  const cabinet = Math.floor(offset / CABINET_STRIDE);
  const frame = Math.floor(offset % CABINET_STRIDE / FRAME_STRIDE);
  const board = offset % FRAME_STRIDE / BOARD_STRIDE;
  const isBoard = offset >= 0 && Number.isInteger(board) && board < BOARDS_PER_FRAME;
  return isBoard ? [cabinet, frame, board] : null;
}

/** Distance of a board's address from the machine's base address. */
function offsetOf([cabinet, frame, board]: PhysicalCoordinate): number {
  return cabinet * CABINET_STRIDE + frame * FRAME_STRIDE + board * BOARD_STRIDE + BOARD_OFFSET;
}

function formatIPv4(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

/** Parses an IPv4 address to a number; `null` for anything else. */
function parseIPv4(text: string): number | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return null;
  }
  // Multiplied, not shifted: a shift would make half of all addresses negative.
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

import type { PhysicalCoordinate } from "./coordinates.ts";

const CABINET_STRIDE = 5 * 256;
const FRAME_STRIDE = 256;
const BOARD_STRIDE = 8;

/** The board itself comes right after its controller. */
const BOARD_OFFSET = 1;

/**
 * The IPv4 address of a board in a machine with standard addresses: 0.0.5.0
 * apart from cabinet to cabinet, 0.0.1.0 from frame to frame and 0.0.0.8 from
 * board to board, counted from the machine's base address; plus one.
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
  const address = parseIPv4(base) + cabinet * CABINET_STRIDE + frame * FRAME_STRIDE +
    board * BOARD_STRIDE + BOARD_OFFSET;
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

function parseIPv4(text: string): number {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    throw new RangeError(`Cannot parse address "${text}": expected an IPv4 address`);
  }
  // Multiplied, not shifted: a shift would make half of all addresses negative.
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

import { RequestError } from "../errors.ts";
import type { PhysicalCoordinate } from "../machine/coordinates.ts";
import { shown } from "../shown.ts";

/** A board, named by its place in the machine room. */
export interface PhysicalBoard {
  /** Cabinet, frame and slot of the board. */
  readonly physical: PhysicalCoordinate;
}

/** A board, named by its address. */
export interface AddressedBoard {
  /** IPv4 address of the board. */
  readonly address: string;
}

/** A board, named by its place in the machine room or by its address. */
export type NamedBoard = PhysicalBoard | AddressedBoard;

/** Returns the board that a request names by its place or its address; `null` for none. */
export function namedBoard({ what }: { readonly what?: unknown }): NamedBoard | null {
  if (typeof what !== "object" || what === null) return null;
  return "physical" in what || "address" in what ? what as NamedBoard : null;
}

/** Describes such a board: `the board at cabinet 0, frame 1, board 2`. */
export function namedBoardText(board: NamedBoard): string {
  if ("address" in board) return `the board with address ${board.address}`;
  const [cabinet, frame, slot] = board.physical;
  return `the board at cabinet ${cabinet}, frame ${frame}, board ${slot}`;
}

/**
 * Checks such a board.
 *
 * @throws {RequestError} that names what is wrong.
 */
export function checkNamedBoard(board: NamedBoard): void {
  const { physical, address } = board as { physical?: unknown; address?: unknown };
  if (physical !== undefined && address !== undefined) {
    throw new RequestError("A board is named by its place or by its address, but not by both");
  }
  if (address !== undefined) {
    if (typeof address === "string" && isIpv4(address)) return;
    throw new RequestError(
      `Cannot use ${shown(address)} as address of a board: it must be like 10.11.12.13`,
    );
  }
  const isPlace = Array.isArray(physical) && physical.length === 3 &&
    physical.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (isPlace) return;
  throw new RequestError(
    `Cannot use ${shown(physical)} as place of a board: it must be CABINET, FRAME and BOARD, ` +
      "which count from 0",
  );
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

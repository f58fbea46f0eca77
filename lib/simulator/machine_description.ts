import { RequestError } from "../errors.ts";
import { type BoardCoordinate, isBoardOf, isLink, type LinkCoordinate } from "../machine/mod.ts";

/** A machine of the simulated server. */
export interface MachineDescription {
  /** Name, by which jobs can ask for it. */
  readonly name: string;
  /** Width in triads. */
  readonly width: number;
  /** Height in triads. */
  readonly height: number;
  /**
   * Tags of the machine.
   *
   * @default {["default"]}
   */
  readonly tags?: readonly string[];
  /**
   * Boards that do not work, as (x, y, z).
   *
   * @default {[]}
   */
  readonly deadBoards?: readonly BoardCoordinate[];
  /**
   * Positions (x, y, z) without a board: a Python server counts them as dead.
   *
   * @default {[]}
   */
  readonly missingBoards?: readonly BoardCoordinate[];
  /**
   * Boards (x, y, z) that are given out as any other, and that nothing is heard of over UDP.
   *
   * @default {[]}
   */
  readonly silentBoards?: readonly BoardCoordinate[];
  /**
   * Links that do not work, as (x, y, z, link), named from the board that sends; for a link that is
   * dead both ways, give both.
   *
   * @default {[]}
   */
  readonly deadLinks?: readonly LinkCoordinate[];
}

/** Maximum size: 51 cabinets of 120 boards have all the standard addresses. */
const MAX_TRIADS = 51 * 120 / 3;

/**
 * Parses `NAME:WIDTHxHEIGHT`, the size in triads.
 *
 * @throws {RequestError} if the text is anything else.
 *
 * @example
 * ```ts
 * import { parseMachine } from "./machine_description.ts";
 *
 * parseMachine("demo:4x2"); // { name: "demo", width: 4, height: 2 }
 * ```
 */
export function parseMachine(text: string): MachineDescription {
  const [, name, width, height] = /^([^:\s]+):(\d+)x(\d+)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new RequestError(
      `Cannot use machine "${text}": expected NAME:WIDTHxHEIGHT in triads, such as demo:4x2`,
    );
  }
  return checkMachine({ name, width: Number(width), height: Number(height) });
}

/**
 * Returns a machine's description if it makes sense.
 *
 * @throws {RequestError} if it does not: no name, a size out of range, a dead
 * board or link that the machine does not have.
 *
 * @example
 * ```ts
 * import { checkMachine } from "./machine_description.ts";
 *
 * checkMachine({ name: "demo", width: 4, height: 2, deadBoards: [[0, 0, 1]] });
 * ```
 */
export function checkMachine(machine: MachineDescription): MachineDescription {
  const { name, width, height, deadBoards = [], missingBoards = [], deadLinks = [] } = machine;
  const { silentBoards = [] } = machine;
  if (name === "") throw new RequestError("Cannot use a machine without a name");
  if (!isSize(width) || !isSize(height) || width * height > MAX_TRIADS) {
    throw new RequestError(
      `Cannot use machine "${name}" of ${width}x${height} triads: ` +
        `width and height must be whole numbers from 1, together at most ${MAX_TRIADS} triads`,
    );
  }
  for (const board of [...deadBoards, ...missingBoards, ...silentBoards]) {
    if (!isBoardOf(machine, board)) {
      throw new RequestError(`Cannot use machine "${name}": it has no board (${board.join(", ")})`);
    }
  }
  for (const [x, y, z, link] of deadLinks) {
    if (!isBoardOf(machine, [x, y, z]) || !isLink(link)) {
      throw new RequestError(
        `Cannot use machine "${name}": it has no link (${[x, y, z, link].join(", ")})`,
      );
    }
  }
  return machine;
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

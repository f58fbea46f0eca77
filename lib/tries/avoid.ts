import type { AllocatedJob } from "../allocated_job.ts";
import { RequestError } from "../errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import { shown } from "../shown.ts";
import type { FailedBoard } from "./failed_try.ts";
import { type Asking, boardsAt, locateBoards, locateChips } from "./locate.ts";

/** Board to be avoided: of one machine, or of any where none is named. */
export type AvoidedBoard =
  | {
    /** Logical coordinates. */
    board: BoardCoordinate;
    /**
     * Name of the machine.
     *
     * @default {undefined} any machine
     */
    machine?: string;
  }
  | {
    /** Cabinet, frame and board in the machine room. */
    physical: PhysicalCoordinate;
    /**
     * Name of the machine.
     *
     * @default {undefined} any machine
     */
    machine?: string;
  }
  | {
    /** Host name or IP address. */
    address: string;
  };

/**
 * Checks boards to be avoided before a job is created.
 *
 * @throws {RequestError} that names the value at fault.
 */
export function checkAvoided(avoid: readonly AvoidedBoard[]): void {
  for (const each of avoid) {
    const { board, physical, address, machine }: Partial<Record<string, unknown>> = { ...each };
    const place = [board, physical].find((triple) => triple !== undefined);
    const isRight = place === undefined
      ? typeof address === "string" && address !== ""
      : isTriple(place) && (machine === undefined || typeof machine === "string");
    if (isRight) continue;
    throw new RequestError(
      `Cannot avoid ${shown(each)}: expected a board [x, y, z] or a physical [cabinet, frame, ` +
        "board], perhaps of a machine, or an address",
    );
  }
}

/**
 * Finds the boards of a job that are to be avoided.
 *
 * @throws the reason of the signal.
 * @throws {SpallocError} if the server can't tell what is at a position.
 */
export async function findAvoided(
  job: AllocatedJob,
  avoid: readonly AvoidedBoard[],
  options: Asking,
): Promise<FailedBoard[]> {
  const addresses = new Set<string>();
  const boards: BoardCoordinate[] = [];
  const positions: PhysicalCoordinate[] = [];
  for (const each of avoid) {
    if ("address" in each) addresses.add(each.address);
    else if (each.machine !== undefined && each.machine !== job.machineName) continue;
    else if ("board" in each) boards.push(each.board);
    else positions.push(each.physical);
  }
  const named = new Set([...boards, ...await boardsAt(job, positions, options)].map(String));
  const bad = job.boards.filter((board) => named.has(String(board)));
  const chips = job.connections.filter(({ hostname }) => addresses.has(hostname));
  const found = [
    ...await locateBoards(job, bad, options),
    ...await locateChips(job, chips, options),
  ];
  return found.filter((each, index) => index === found.findIndex((other) => isSame(each, other)));
}

function isSame(one: FailedBoard, other: FailedBoard): boolean {
  if (one.address !== null && other.address !== null) return one.address === other.address;
  return String(one.board) === String(other.board);
}

function isTriple(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 &&
    value.every((part) => Number.isSafeInteger(part) && part >= 0);
}

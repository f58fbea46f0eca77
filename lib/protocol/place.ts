import { RequestError } from "../errors.ts";
import type {
  BoardCoordinate,
  ChipCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";
import { shown } from "../shown.ts";

/** What `whereIs` looks for. */
export type Place =
  | {
    /** The name of the machine. */
    machine: string;
    /** A board of that machine. */
    board: BoardCoordinate;
  }
  | {
    /** The name of the machine. */
    machine: string;
    /** Where a board of that machine is in the machine room. */
    physical: PhysicalCoordinate;
  }
  | {
    /** The name of the machine. */
    machine: string;
    /** A chip of that machine. */
    chip: ChipCoordinate;
  }
  | {
    /** The id of the job. */
    jobId: number;
    /** A chip of that job, in the job's own coordinates. */
    chip: ChipCoordinate;
  };

/**
 * The arguments of `where_is`, as they go over the wire.
 *
 * @throws {RequestError} if that names no place.
 */
export function whereIsArguments(place: Place): Record<string, unknown> {
  const { machine, jobId, board, physical, chip }: Partial<Record<string, unknown>> = { ...place };
  if (isList(chip, 2) && Number.isSafeInteger(jobId)) {
    const [chip_x, chip_y] = chip;
    return { job_id: jobId, chip_x, chip_y };
  }
  if (typeof machine === "string" && jobId === undefined) {
    if (isList(board, 3)) {
      const [x, y, z] = board;
      return { machine, x, y, z };
    }
    if (isList(physical, 3)) {
      const [cabinet, frame, board] = physical;
      return { machine, cabinet, frame, board };
    }
    if (isList(chip, 2)) {
      const [chip_x, chip_y] = chip;
      return { machine, chip_x, chip_y };
    }
  }
  throw new RequestError(
    `Cannot look for ${shown(place)}: expected a machine and its board [x, y, z], physical ` +
      "[cabinet, frame, board] or chip [x, y], or a jobId and its chip",
  );
}

function isList(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(Number.isSafeInteger);
}

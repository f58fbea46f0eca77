import { RequestError } from "../errors.ts";
import type {
  BoardCoordinate,
  ChipCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";
import { shown } from "../shown.ts";

/** A board or chip to locate. */
export type Place =
  | {
    /** Name of the machine. */
    machine: string;
    /** Board of that machine. */
    board: BoardCoordinate;
  }
  | {
    /** Name of the machine. */
    machine: string;
    /** Position in the machine room of a board of that machine. */
    physical: PhysicalCoordinate;
  }
  | {
    /** Name of the machine. */
    machine: string;
    /** Chip of that machine. */
    chip: ChipCoordinate;
  }
  | {
    /** Id of the job. */
    jobId: number;
    /** Chip of that job, in the job's own coordinates. */
    chip: ChipCoordinate;
  };

/** A board of a job's machine. */
export type BoardPlace =
  | {
    /** Logical coordinates. */
    board: BoardCoordinate;
  }
  | {
    /** Position in the machine room. */
    physical: PhysicalCoordinate;
  };

/**
 * Returns the arguments of `where_is`, as sent over the wire.
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

import type {
  BoardCoordinate,
  ChipCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";

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

/** The arguments of `where_is`, as they go over the wire. */
export function whereIsArguments(place: Place): Record<string, unknown> {
  if ("jobId" in place) {
    const [chip_x, chip_y] = place.chip;
    return { job_id: place.jobId, chip_x, chip_y };
  }
  const { machine } = place;
  if ("board" in place) {
    const [x, y, z] = place.board;
    return { machine, x, y, z };
  }
  if ("physical" in place) {
    const [cabinet, frame, board] = place.physical;
    return { machine, cabinet, frame, board };
  }
  const [chip_x, chip_y] = place.chip;
  return { machine, chip_x, chip_y };
}

import {
  boardAtStandardPosition,
  type BoardCoordinate,
  type ChipCoordinate,
  ethernetChip,
  locateChip,
  type PhysicalCoordinate,
  standardPosition,
  wrapAround,
  wrapChip,
} from "../../machine/mod.ts";
import { fromOrigin, type Grant, type SimulatedJob } from "../job.ts";
import type { Jobs } from "./jobs.ts";
import { Refusal } from "../refusal.ts";
import { typeName } from "./parse_request.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** Answer to `where_is`, as sent over the wire. */
export interface Whereabouts {
  /** Name of the machine. */
  readonly machine: string;
  /** Coordinate of the board. */
  readonly logical: BoardCoordinate;
  /** Cabinet, frame and slot of the board. */
  readonly physical: PhysicalCoordinate;
  /** Chip in the machine. */
  readonly chip: ChipCoordinate;
  /** Chip on its board. */
  readonly board_chip: ChipCoordinate;
  /** Job that has the board. */
  readonly job_id: number | null;
  /** Chip in that job. */
  readonly job_chip: ChipCoordinate | null;
}

/**
 * Answers `where_is`, which takes one of four sets of keywords.
 *
 * @throws {Refusal} if it is none of these sets, or a coordinate is not a number.
 */
export function whereIs(
  kwargs: Readonly<Record<string, unknown>>,
  machines: ReadonlyMap<unknown, SimulatedMachine>,
  jobs: Jobs,
): Whereabouts | null {
  const keys = Object.keys(kwargs);
  const form = keys.toSorted().join(" ");
  const coordinates = (...names: string[]) => names.map((name) => coordinate(kwargs[name]));
  const machine = machines.get(kwargs.machine);
  switch (form) {
    case "machine x y z": {
      const [x = 0, y = 0, z = 0] = coordinates("x", "y", "z");
      return machine ? describe(machine, ethernetChip([x, y, z]), jobs) : null;
    }
    case "board cabinet frame machine": {
      const [cabinet = 0, frame = 0, slot = 0] = coordinates("cabinet", "frame", "board");
      const board = machine && boardAtStandardPosition([cabinet, frame, slot], machine);
      return machine && board ? describe(machine, ethernetChip(board), jobs) : null;
    }
    case "chip_x chip_y machine": {
      const [x = 0, y = 0] = coordinates("chip_x", "chip_y");
      return machine ? describe(machine, [x, y], jobs) : null;
    }
    case "chip_x chip_y job_id": {
      const [x = 0, y = 0] = coordinates("chip_x", "chip_y");
      const job = typeof kwargs.job_id === "number" ? jobs.get(kwargs.job_id) : undefined;
      return inJob(job, [x, y], jobs);
    }
    default:
      throw new Refusal(`Invalid arguments: ${keys.join(", ")}`);
  }
}

function coordinate(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new Refusal(`unsupported operand type(s) for %: '${typeName(value)}' and 'int'`);
}

function inJob(
  job: SimulatedJob | undefined,
  [x, y]: ChipCoordinate,
  jobs: Jobs,
): Whereabouts | null {
  if (!job?.grant) return null;
  const [originX, originY] = ethernetChip(job.grant.origin);
  const found = describe(job.grant.machine, [originX + x, originY + y], jobs);
  // A job's rectangle has corners that belong to its neighbours' boards.
  return found?.job_id === job.id ? found : null;
}

function describe(
  machine: SimulatedMachine,
  chip: ChipCoordinate,
  jobs: Jobs,
): Whereabouts | null {
  const { board, boardChip } = locateChip(chip, machine);
  const physical = standardPosition(board, machine);
  if (physical === null) return null;
  const job = jobs.list().find(({ grant }) => grant?.machine === machine && has(grant, board));
  return {
    machine: machine.name,
    logical: board,
    physical,
    chip: wrapChip(chip, machine),
    board_chip: boardChip,
    job_id: job?.id ?? null,
    job_chip: job?.grant ? jobChip(job.grant, board, boardChip) : null,
  };
}

function has(grant: Grant, [x, y, z]: BoardCoordinate): boolean {
  return grant.boards.some((board) => board[0] === x && board[1] === y && board[2] === z);
}

function jobChip(
  { origin, size }: Grant,
  board: BoardCoordinate,
  [chipX, chipY]: ChipCoordinate,
): ChipCoordinate {
  const [x, y] = fromOrigin(board, origin);
  return [wrapAround(x + chipX, size.width), wrapAround(y + chipY, size.height)];
}

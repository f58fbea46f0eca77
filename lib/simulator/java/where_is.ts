import {
  boardAtStandardPosition,
  type BoardCoordinate,
  type ChipCoordinate,
  ethernetChip,
  locateChip,
  standardPosition,
  TRIAD_CHIPS,
  wrapAround,
  wrapChip,
} from "../../machine/mod.ts";
import { isChipOfBoard } from "../../machine/hexagon.ts";
import type { Grant } from "../job.ts";
import { Refusal } from "../refusal.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { JavaJob } from "./job.ts";
import { type JavaService, machineOf, visibleJob } from "./service.ts";
import { checkChip, type Keywords, numbersOf, optionalText } from "./values.ts";

/** A board, a chip, and the Ethernet chip of its board, as in the answer. */
export interface Place {
  readonly machine: SimulatedMachine;
  readonly board: BoardCoordinate;
  readonly chip: ChipCoordinate;
  readonly boardChip: ChipCoordinate;
}

/**
 * Answers `where_is`, whose form depends on its keys.
 *
 * @throws {Refusal} if there is no such place, or no such form.
 */
export function whereIs(service: JavaService, host: string | null, kwargs: Keywords): unknown {
  if ("job_id" in kwargs) return inJob(service, host, kwargs);
  if (!("machine" in kwargs)) throw new Refusal("missing parameter: machine");
  const name = optionalText(kwargs.machine);
  if ("chip_x" in kwargs) {
    const [x, y] = numbersOf(kwargs, "chip_x", "chip_y");
    const machine = machineOf(service, name);
    checkChip(x, y);
    return answer(service, chipOfMachine(machine, [x, y], service.settings.inferred));
  }
  if ("x" in kwargs) {
    const place = numbersOf(kwargs, "x", "y", "z");
    return answer(service, ofBoard(machineOf(service, name), place));
  }
  if ("cabinet" in kwargs) {
    const place = numbersOf(kwargs, "cabinet", "frame", "board");
    const machine = machineOf(service, name);
    return answer(service, ofBoard(machine, boardAtStandardPosition(place, machine)));
  }
  throw new Refusal("missing parameter: chip_x, x, or cabinet");
}

/**
 * The place of a board.
 *
 * @throws {Refusal} if there is none.
 */
export function ofBoard(machine: SimulatedMachine, board: BoardCoordinate | null): Place {
  if (board === null || !machine.exists(board)) throw new Refusal("no such board");
  const chip = ethernetChip(board);
  return { machine, board, chip, boardChip: chip };
}

/**
 * Finds a chip of a machine.
 *
 * Real servers compare the coordinates with those within a board, so that all boards have such a
 * chip, or none has; the first board is as good as any.
 *
 * @throws {Refusal} if there is none.
 */
export function chipOfMachine(
  machine: SimulatedMachine,
  chip: ChipCoordinate,
  withinBoard: boolean,
): Place {
  const [x, y] = chip;
  const isOutside = x >= machine.width * TRIAD_CHIPS || y >= machine.height * TRIAD_CHIPS;
  const isWrong = withinBoard ? !isChipOfBoard(chip) : isOutside;
  if (isWrong) throw new Refusal("no such board");
  const { board } = withinBoard ? { board: firstBoard(machine) } : locateChip(chip, machine);
  const place = ofBoard(machine, board);
  const [rootX, rootY] = place.boardChip;
  return { ...place, chip: withinBoard ? [rootX + x, rootY + y] : chip };
}

function firstBoard(machine: SimulatedMachine): BoardCoordinate | null {
  for (let x = 0; x < machine.width; x++) {
    for (let y = 0; y < machine.height; y++) {
      for (let z = 0; z < 3; z++) if (machine.exists([x, y, z])) return [x, y, z];
    }
  }
  return null;
}

function inJob(service: JavaService, host: string | null, kwargs: Keywords): unknown {
  const [id, x, y] = numbersOf(kwargs, "job_id", "chip_x", "chip_y");
  return answer(service, chipOfJob(service, visibleJob(service, id, host), [x, y]));
}

/**
 * The place of a chip of a job.
 *
 * @throws {Refusal} if the job has no such chip, or no boards.
 */
export function chipOfJob(
  { settings }: JavaService,
  { grant, end }: JavaJob,
  [x, y]: ChipCoordinate,
): Place {
  if (!grant || end) throw new Refusal("no boards currently allocated");
  const { machine } = grant;
  const [originX, originY] = ethernetChip(grant.origin);
  // Chips are not counted around the machine as often as one likes.
  const isOutside = x >= machine.width * TRIAD_CHIPS || y >= machine.height * TRIAD_CHIPS;
  const { board } = locateChip([originX + x, originY + y], machine);
  if (isOutside || !has(grant, board)) throw new Refusal("no boards currently allocated");
  const ethernet = ethernetChip(board);
  if (!settings.inferred) {
    const chip = wrapChip([originX + x, originY + y], machine);
    return { machine, board, chip, boardChip: ethernet };
  }
  // Both chips are the job's; that this is so twice makes one of them wrong.
  const boardChip = wrapChip([ethernet[0] - originX, ethernet[1] - originY], machine);
  return { machine, board, chip: [x, y], boardChip };
}

/** The job that has the board of a place, if one has it. */
export function jobAt({ jobs }: JavaService, { machine, board }: Place): JavaJob | undefined {
  return jobs.list().find(({ grant }) => grant?.machine === machine && has(grant, board));
}

function answer(service: JavaService, place: Place): unknown {
  const { machine, board, chip, boardChip } = place;
  const job = jobAt(service, place);
  return {
    job_id: job?.id ?? null,
    job_chip: job ? fromJob(job, chip) : null,
    chip,
    logical: board,
    machine: machine.name,
    board_chip: boardChip,
    physical: standardPosition(board, machine),
  };
}

/** Returns a chip of the machine counted from the job's first, if there is one. */
export function fromJob({ grant, machine }: JavaJob, [x, y]: ChipCoordinate): ChipCoordinate {
  const [rootX, rootY] = grant ? ethernetChip(grant.origin) : [0, 0];
  return [
    wrapAround(x - rootX, machine.width * TRIAD_CHIPS),
    wrapAround(y - rootY, machine.height * TRIAD_CHIPS),
  ];
}

function has({ boards }: Grant, board: BoardCoordinate): boolean {
  return boards.some((other) => String(other) === String(board));
}

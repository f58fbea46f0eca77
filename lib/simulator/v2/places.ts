import { boardAtStandardPosition, standardPosition } from "../../machine/mod.ts";
import type { BoardCoordinate } from "../../machine/mod.ts";
import type { JavaJob } from "../java/job.ts";
import { boardAt } from "../java/report_problem.ts";
import { chipOfJob, chipOfMachine, fromJob, jobAt, ofBoard, type Place } from "../java/where_is.ts";
import { Refusal } from "../refusal.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { errorPage, HttpError, json, nothing } from "./answers.ts";
import { HIGHEST } from "./board_request.ts";
import { machineOf } from "./machines.ts";
import { numberParameter } from "./read.ts";
import type { Exchange } from "./service.ts";

/** Answers where the board at a position of the machine is. */
export function whereIsLogical(exchange: Exchange): Response {
  const board: BoardCoordinate = [
    numberParameter(exchange, "x"),
    numberParameter(exchange, "y"),
    numberParameter(exchange, "z"),
  ];
  return ofMachine(exchange, (machine) => ofBoard(machine, board));
}

/** Answers where the board at a slot of the machine room is. */
export function whereIsPhysical(exchange: Exchange): Response {
  const position = [
    numberParameter(exchange, "cabinet"),
    numberParameter(exchange, "frame"),
    numberParameter(exchange, "board"),
  ] as const;
  return ofMachine(
    exchange,
    (machine) => ofBoard(machine, boardAtStandardPosition(position, machine)),
  );
}

/** Answers where a chip of a machine is. */
export function whereIsChip(exchange: Exchange): Response {
  const chip = readChip(exchange);
  if (!chip.every(isChip)) return errorPage(exchange.request, 500, "Internal Server Error");
  const { inferred } = exchange.service.java.settings;
  return ofMachine(exchange, (machine) => chipOfMachine(machine, chip, inferred));
}

/** Answers where the board with an address is. */
export function whereIsAddress(exchange: Exchange): Response {
  const address = exchange.url.searchParams.get("address") ?? "";
  return ofMachine(
    exchange,
    (machine) => ofBoard(machine, boardAt(machine, address)?.board ?? null),
  );
}

/** Answers where a chip of a job is, with 204 if the job has no such chip. */
export function answerPlace(exchange: Exchange, job: JavaJob): Response {
  const chip = readChip(exchange);
  if (!chip.every(isChip)) return nothing();
  const place = unlessRefused(() => chipOfJob(exchange.service.java, job, chip));
  return place === null ? nothing() : json(describe(exchange, place));
}

function readChip(exchange: Exchange): readonly [number, number] {
  return [numberParameter(exchange, "x"), numberParameter(exchange, "y")];
}

function isChip(coordinate: number): boolean {
  return coordinate >= 0 && coordinate <= HIGHEST.chip;
}

function ofMachine(exchange: Exchange, find: (machine: SimulatedMachine) => Place): Response {
  const machine = machineOf(exchange);
  const place = unlessRefused(() => find(machine));
  if (place === null) throw new HttpError(404, "failed to locate board");
  return json(describe(exchange, place));
}

function describe({ service, links }: Exchange, place: Place): unknown {
  const { machine, board, chip, boardChip } = place;
  const job = jobAt(service.java, place);
  return {
    machine: machine.name,
    "machine-ref": links.machineOfPlace(machine.name),
    chip,
    "board-chip": boardChip,
    "logical-board-coordinates": board,
    "physical-board-coordinates": standardPosition(board, machine),
    ...job && {
      "job-id": job.id,
      "job-ref": links.jobOfPlace(job.id),
      "job-chip": fromJob(job, chip),
    },
  };
}

function unlessRefused<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

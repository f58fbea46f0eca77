import type { BoardCoordinate } from "../../machine/mod.ts";
import type { JavaJob } from "../java/job.ts";
import { chipOfJob } from "../java/where_is.ts";
import { Refusal } from "../refusal.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { HttpError, json, serverProblem, unreadable } from "./answers.ts";
import { readBoard } from "./board_request.ts";
import { visit } from "./jobs.ts";
import { jsonBody, needKeys, objectOf } from "./read.ts";
import type { Exchange } from "./service.ts";

/**
 * Notes that boards of a job do not work.
 *
 * @throws {HttpError} if the report makes no sense, or the database does not take it.
 */
export async function reportIssue(exchange: Exchange): Promise<Response> {
  const fields = await jsonBody(exchange);
  needKeys(fields, ["issue", "boards"]);
  const { boards = null } = fields;
  // It counts on what it was not given.
  if (boards === null) throw serverProblem("NullPointer", "there are no boards");
  if (!Array.isArray(boards)) throw unreadable();
  const job = visit(exchange);
  const { grant, end } = job;
  if (!grant || end) return json({ action: "no boards are allocated to the job" });
  const found: BoardCoordinate[] = [];
  for (const value of boards) {
    const board = findBoard(exchange, job, grant.machine, value);
    if (typeof board === "string") return json({ action: board });
    found.push(board);
  }
  return json({ action: note(exchange, job, grant.machine, found) });
}

function note(
  { service, user }: Exchange,
  job: JavaJob,
  machine: SimulatedMachine,
  boards: readonly BoardCoordinate[],
): string {
  const { reports, settings, java } = service;
  const full: BoardCoordinate[] = [];
  for (const board of boards) {
    const count = reports.add(machine.name, board, `${job.id} ${user.name}`);
    if (count === "again") throw new HttpError(500, "failed");
    if (count >= settings.reportThreshold) full.push(board);
  }
  if (full.length === 0) return "report noted";
  // Real servers ask their database for a column that it does not have.
  if (java.settings.inferred) throw new HttpError(500, "failed");
  for (const board of full) {
    machine.setInService(board, false);
    reports.forget(machine.name, board);
  }
  return `${full.length} boards taken out of service`;
}

/** Returns the board of a report, or a text about what is wrong with the report. */
function findBoard(
  { service }: Exchange,
  job: JavaJob,
  machine: SimulatedMachine,
  value: unknown,
): BoardCoordinate | string {
  // It does not look at the name of the machine.
  const { machine: _, chip, ...place } = objectOf(value);
  try {
    const board = chip === undefined
      ? readBoard(place)(machine)
      : chipOfJob(service.java, job, readChip(chip)).board;
    const isJobs = board && job.grant?.boards.some((other) => String(other) === String(board));
    return board && isJobs ? board : "board is not allocated to the job";
  } catch (error) {
    if (error instanceof Refusal) return "board is not allocated to the job";
    throw error;
  }
}

function readChip(value: unknown): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isInteger)) {
    throw unreadable();
  }
  return value as [number, number];
}

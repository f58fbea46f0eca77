import type { BoardCoordinate } from "../../machine/mod.ts";
import { Refusal } from "../refusal.ts";
import type { JavaService } from "./service.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { checkChip, checkProcessor, type Keywords, numbersOf } from "./values.ts";

const NO_ADDRESS = 'Cannot invoke "Object.toString()" because the return value of ' +
  '"java.util.List.get(int)" is null';

/**
 * Carries out `report_problem`: a report about a board that a job uses, once per job, is noted; one
 * about a missing board is ignored.
 *
 * @throws {Refusal} if a value makes no sense, or the database does not take it.
 */
export function reportProblem(
  service: JavaService,
  args: readonly unknown[],
  kwargs: Keywords,
): null {
  if (args.length === 0) throw new Refusal("Index 0 out of bounds for length 0");
  if (args[0] === null) throw new Refusal(NO_ADDRESS);
  if ("x" in kwargs) {
    const [x, y] = numbersOf(kwargs, "x", "y");
    checkChip(x, y);
    if ("p" in kwargs) checkProcessor(numbersOf(kwargs, "p")[0]);
  }
  const address = String(args[0]);
  const found = [...service.parts.machines.values()]
    .flatMap((machine) => boardAt(machine, address) ?? [])[0];
  if (found === undefined || !service.settings.inferred) return null;
  const job = service.jobs.list().find(({ grant }) =>
    grant?.machine === found.machine &&
    grant.boards.some((board) => String(board) === String(found.board))
  );
  if (!job) throw new Refusal("Column 'job_id' cannot be null");
  const report = `${address}-${job.id}`;
  if (service.reports.has(report)) {
    throw new Refusal(`Duplicate entry '${report}' for key 'board_reports.once_a_job'`);
  }
  service.reports.add(report);
  return null;
}

/** The board of a machine that has an address, if one has it. */
export function boardAt(
  machine: SimulatedMachine,
  address: string,
): { machine: SimulatedMachine; board: BoardCoordinate } | undefined {
  for (let x = 0; x < machine.width; x++) {
    for (let y = 0; y < machine.height; y++) {
      for (let z = 0; z < 3; z++) {
        const board: BoardCoordinate = [x, y, z];
        if (machine.exists(board) && machine.address(board) === address) return { machine, board };
      }
    }
  }
  return undefined;
}

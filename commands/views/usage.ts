import type { BoardCoordinate } from "../../lib/machine/coordinates.ts";
import { countBoards } from "../../lib/machine/extent.ts";
import { mayServe } from "../../lib/offers/may_serve.ts";
import type { Server } from "../../lib/server.ts";
import { JobState, type JobSummary, type MachineSummary } from "../../lib/protocol/messages.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { didYouMean } from "../suggest.ts";
import { thereIs } from "./names.ts";

/** Usage of a machine. */
export interface MachineUsage {
  /** The machine. */
  machine: MachineSummary;
  /** Number of working boards. */
  numBoards: number;
  /** Number of boards with a job; `null` if there may be more than the server tells. */
  inUse: number | null;
  /** Number of boards without a job; `null` if the server does not tell. */
  free: number | null;
  /** Jobs with boards of it, oldest first. */
  jobs: JobSummary[];
  /** Queued jobs that may get boards of it, oldest first; some may get those of others instead. */
  queued: JobSummary[];
}

/** Calculates the usage of machines. */
export function usageOf(
  machines: readonly MachineSummary[],
  jobs: readonly JobSummary[],
): MachineUsage[] {
  const byMachine = Map.groupBy(jobs, ({ machineName }) => machineName);
  const queued = jobs.filter(({ state }) => state === JobState.queued);
  return machines.map((machine) => {
    const own = byMachine.get(machine.name) ?? [];
    const numBoards = workingBoards(machine);
    const held = own.reduce((sum, { boards }) => sum + (boards?.length ?? 0), 0);
    const isAll = !jobs.some((job) => mayHoldMore(machine, job));
    return {
      machine,
      numBoards,
      inUse: isAll ? held : null,
      free: isAll ? Math.max(0, numBoards - held) : null,
      jobs: own,
      queued: queued.filter((job) => mayServe(machine, job)),
    };
  });
}

/** Whether a job may hold boards of a machine that the server does not tell. */
function mayHoldMore(
  { name }: MachineSummary,
  { machineName, boards, state }: JobSummary,
): boolean {
  if (boards !== null || state === JobState.queued) return false;
  return machineName === name || machineName === null;
}

/**
 * Reads the usage of one machine.
 *
 * @throws {CommandError} if the server has no machine of that name.
 */
export async function readMachine(client: Server, name: string): Promise<MachineUsage> {
  const machine = machineNamed(name, await client.listMachines());
  const [usage] = usageOf([machine], await client.listJobs());
  return usage!;
}

/**
 * The machine of a name.
 *
 * @throws {CommandError} if there is none.
 */
export function machineNamed(name: string, machines: readonly MachineSummary[]): MachineSummary {
  const machine = machines.find((machine) => machine.name === name);
  if (machine) return machine;
  // The first sentence is the Python client's.
  const said = `No machine '${name}' was found.${instead(name, machines)}`;
  throw new CommandError(said, { exitCode: EXIT_CODES.noSuchMachine });
}

/** Says that there is no machine of a name, and which there are; `null` if there is one. */
export function noSuchMachine(name: string, machines: readonly MachineSummary[]): string | null {
  if (machines.some((machine) => machine.name === name)) return null;
  return `There is no machine "${name}".${instead(name, machines)}`;
}

function instead(name: string, machines: readonly MachineSummary[]): string {
  const names = machines.map(({ name }) => name);
  if (names.length === 0) return " The server has no machines.";
  return ` ${capitalized(thereIs(names))}.${didYouMean(name, names)}`;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Counts the working boards of a machine. */
export function workingBoards(machine: MachineSummary): number {
  return countBoards(machine) - machine.deadBoards.length;
}

/** Whether a board is marked dead, or does not exist. */
export function isDead(board: BoardCoordinate, machine: MachineSummary): boolean {
  return machine.deadBoards.some((dead) => dead.join() === board.join());
}

/** Converts a machine to its JSON, the same in every command. */
export function machineAsJson(usage: MachineUsage): Record<string, unknown> {
  const { machine, numBoards, inUse, free, jobs, queued } = usage;
  return {
    name: machine.name,
    tags: machine.tags,
    width: machine.width,
    height: machine.height,
    num_boards: numBoards,
    in_use: inUse,
    free,
    job_ids: jobs.map(({ jobId }) => jobId),
    queued_job_ids: queued.map(({ jobId }) => jobId),
    dead_boards: machine.deadBoards,
    dead_links: machine.deadLinks,
  };
}

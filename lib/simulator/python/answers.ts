import type { SimulatedJobState } from "../job.ts";
import type { Jobs } from "./jobs.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** Numbers of states on the wire. */
const STATE_NUMBERS: Readonly<Record<SimulatedJobState, number>> = {
  queued: 1,
  power: 2,
  ready: 3,
};
const STATE_UNKNOWN = 0;
const STATE_DESTROYED = 4;

/** Returns the answer to `get_job_state`; any id has a state. */
export function jobState(jobs: Jobs, id: number): unknown {
  const job = jobs.get(id);
  const reason = jobs.destroyed.get(id);
  return {
    state: job ? STATE_NUMBERS[job.state] : reason === undefined ? STATE_UNKNOWN : STATE_DESTROYED,
    power: job?.power ?? null,
    keepalive: job?.keepalive ?? null,
    reason: reason ?? null,
    start_time: job?.startTime ?? null,
    keepalivehost: job?.host ?? null,
  };
}

/** Returns the answer to `get_job_machine_info`; all null for a job without boards. */
export function jobMachineInfo(jobs: Jobs, id: number): unknown {
  const grant = jobs.get(id)?.grant;
  return {
    width: grant?.size.width ?? null,
    height: grant?.size.height ?? null,
    connections: grant?.connections ?? null,
    machine_name: grant?.machine.name ?? null,
    boards: grant?.boards ?? null,
  };
}

/** Returns the answer to `list_jobs`. */
export function listJobs(jobs: Jobs): unknown[] {
  return jobs.list().map((job) => ({
    job_id: job.id,
    owner: job.owner,
    start_time: job.startTime,
    keepalive: job.keepalive,
    state: STATE_NUMBERS[job.state],
    power: job.power,
    args: job.args,
    kwargs: job.kwargs,
    allocated_machine_name: job.grant?.machine.name ?? null,
    boards: job.grant?.boards ?? null,
    keepalivehost: job.host ?? "",
  }));
}

/** Returns the answer to `list_machines`. */
export function listMachines(machines: ReadonlyMap<unknown, SimulatedMachine>): unknown[] {
  return [...machines.values()].map((machine) => ({
    name: machine.name,
    tags: machine.tags,
    width: machine.width,
    height: machine.height,
    dead_boards: [...machine.deadBoards, ...machine.missingBoards],
    dead_links: machine.deadLinks,
  }));
}

import { Refusal } from "../refusal.ts";
import type { ServerParts } from "../options.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { JavaJob } from "./job.ts";
import type { JavaJobs } from "./jobs.ts";
import type { JavaSettings } from "./options.ts";

/** What commands work on. */
export interface JavaService {
  /** The machines, and how the server is to behave. */
  readonly parts: ServerParts;
  /** What counts with Java manners only. */
  readonly settings: JavaSettings;
  /** The jobs. */
  readonly jobs: JavaJobs;
  /** The boards that were reported, each with the job that used it. */
  readonly reports: Set<string>;
}

/**
 * A job of this API, dead or alive. To look it up in this way keeps it alive.
 *
 * @throws {Refusal} if there is none.
 */
export function visibleJob({ jobs }: JavaService, id: number, host: string | null): JavaJob {
  const job = findJob(jobs, id);
  jobs.keepAlive(job, host);
  return job;
}

/**
 * A job of this API, dead or alive.
 *
 * @throws {Refusal} if there is none.
 */
export function findJob(jobs: JavaJobs, id: number): JavaJob {
  const job = jobs.get(id);
  if (job === undefined || job.isHidden) throw new Refusal("no such job");
  return job;
}

/**
 * A machine.
 *
 * @throws {Refusal} if there is none of that name.
 */
export function machineOf({ parts }: JavaService, name: string | null): SimulatedMachine {
  const machine = parts.machines.get(name);
  if (machine === undefined) throw new Refusal("no such machine");
  return machine;
}

import { Refusal } from "../refusal.ts";
import type { ServerParts } from "../options.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { JavaJob } from "./job.ts";
import type { JavaJobs } from "./jobs.ts";
import type { JavaSettings } from "./options.ts";

/** Everything that commands use. */
export interface JavaService {
  /** The machines, and the server's options. */
  readonly parts: ServerParts;
  /** Options of Java manners. */
  readonly settings: JavaSettings;
  /** The jobs. */
  readonly jobs: JavaJobs;
  /** Reported boards, each with the job that used it. */
  readonly reports: Set<string>;
}

/**
 * Finds a job of this API, dead or alive, and keeps it alive.
 *
 * @throws {Refusal} if there is none.
 */
export function visibleJob({ jobs }: JavaService, id: number, host: string | null): JavaJob {
  const job = findJob(jobs, id);
  jobs.keepAlive(job, host);
  return job;
}

/**
 * Finds a job of this API, dead or alive.
 *
 * @throws {Refusal} if there is none.
 */
export function findJob(jobs: JavaJobs, id: number): JavaJob {
  const job = jobs.get(id);
  if (job === undefined || job.isHidden) throw new Refusal("no such job");
  return job;
}

/**
 * Finds a machine.
 *
 * @throws {Refusal} if there is none of that name.
 */
export function machineOf({ parts }: JavaService, name: string | null): SimulatedMachine {
  const machine = parts.machines.get(name);
  if (machine === undefined) throw new Refusal("no such machine");
  return machine;
}

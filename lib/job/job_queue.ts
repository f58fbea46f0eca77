import type { Abortable } from "../clock.ts";
import { JobState } from "../protocol/messages.ts";
import type { HeldJob } from "./held_job.ts";
import type { Surroundings } from "./options.ts";

/**
 * Returns a job's place in the queue, from 1; `null` if it is not queued, or where the server does
 * not tell whether jobs of others are.
 */
export async function queuePlace(held: HeldJob, options: Abortable): Promise<number | null> {
  const jobs = await held.ask((client) => client.listJobs(), options);
  const at = jobs.findIndex((job) => job.jobId === held.id);
  const before = jobs.slice(0, Math.max(at, 0));
  const isQueued = jobs[at]?.state === JobState.queued;
  if (!isQueued || before.some((job) => job.state === JobState.unknown)) return null;
  return before.filter((job) => job.state === JobState.queued).length + 1;
}

/** Reads what the wait for boards depends on. */
export function surroundingsOf(held: HeldJob, options: Abortable): Promise<Surroundings> {
  return held.ask(async (client) => ({
    machines: await client.listMachines(),
    jobs: await client.listJobs(),
  }), options);
}

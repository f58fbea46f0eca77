import type { ProtocolClient } from "../../lib/protocol/client.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";

/** Finds out which job is meant. */
export type FindJob = (client: ProtocolClient) => Promise<number>;

/**
 * A job by its id, or else the only one that its owner has. Once found it
 * stays the same.
 */
export function findJob(jobId: number | null, owner: string | null): FindJob {
  let found = jobId;
  return async (client) => found ??= await onlyJobOf(owner, client);
}

async function onlyJobOf(owner: string | null, client: ProtocolClient): Promise<number> {
  const jobs = (await client.listJobs()).filter((job) => job.owner === owner);
  const [job] = jobs;
  if (!job) throw new CommandError(EXIT_CODES.notOneJob, `Owner ${owner} has no live jobs`);
  if (jobs.length === 1) return job.jobId;
  const ids = jobs.map(({ jobId }) => jobId).join(", ");
  throw new CommandError(
    EXIT_CODES.notOneJob,
    `Ambiguous: ${owner} has ${jobs.length} live jobs: ${ids}. Say which one`,
  );
}

import type { JobSummary } from "../../lib/protocol/messages.ts";
import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";

/**
 * Destroys a job over a connection of its own, if it is still the one on the screen: after a cold
 * start of the server the id may be a stranger's.
 *
 * @throws {CommandError} if it is not.
 */
export async function destroyOwn(
  { jobId, owner, startTime }: JobSummary,
  server: ServerOptions,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  await askOnce(server, async (client) => {
    const jobs = await client.listJobs({ whole: [jobId], signal });
    const job = jobs.find((job) => job.jobId === jobId);
    if (job?.owner !== owner || job.startTime !== startTime) {
      throw new CommandError(`job ${jobId} is over`, { exitCode: EXIT_CODES.notOneJob });
    }
    await client.destroyJob(jobId, { reason: `Destroyed by ${owner}`, signal });
  }, { signal });
}

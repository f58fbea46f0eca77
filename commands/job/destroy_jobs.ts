import { ConnectionError } from "../../lib/errors.ts";
import type { Server } from "../../lib/server.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { connect, type ServerOptions } from "../../lib/connect.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { Attempts } from "./attempts.ts";
import { type ChangeOptions, type Target, targetsOf } from "./targets.ts";

/**
 * Destroys jobs over one connection, and never over another one: that could lead to a restarted
 * server, on which the ids belong to strangers.
 */
export async function destroyJobs(
  server: ServerOptions,
  { reason, ...options }: ChangeOptions & { reason: string },
): Promise<Attempts> {
  const { interrupts } = options.context;
  interrupts.listen();
  const { signal } = interrupts;
  await using client = await connect(server, { signal });
  try {
    const targets = await targetsOf(await client.listJobs({ signal }), options);
    const attempts = new Attempts(targets, options.change, options.context);
    return await attempts.throughout(async () => {
      for (const target of targets) {
        await attempts.step(target, async () => {
          const why = target.job ? null : await whyGone(target.jobId, client, signal);
          if (why !== null) return attempts.skip(target, why);
          if (target.job?.isHidden) throw hidden(target, client);
          await client.destroyJob(target.jobId, { reason, signal });
          attempts.done(target);
        });
      }
    });
  } catch (error) {
    // A polite end would take a second where the server does not answer.
    if (signal.aborted) client.abort(new ConnectionError("it was interrupted", "unknown"));
    throw error;
  }
}

/**
 * Explains why a job that the server does not list need not be destroyed; `null` if it must be.
 *
 * @throws {CommandError} if the server does not know it.
 */
async function whyGone(
  jobId: number,
  client: Server,
  signal: AbortSignal,
): Promise<string | null> {
  const { state, reason } = await client.getJobState(jobId, { signal });
  if (state === JobState.destroyed) return `was already destroyed${reason ? `: ${reason}` : ""}`;
  if (state !== JobState.unknown) return null;
  throw new CommandError(unknownJob(jobId, client).message, { exitCode: EXIT_CODES.notOneJob });
}

function hidden({ jobId }: Target, { hidesOthers }: Server): CommandError {
  return new CommandError(
    hidesOthers
      ? `Job ${jobId} belongs to somebody else, who alone can destroy it`
      : `Job ${jobId} was created through another interface of the server, which alone can destroy it`,
    { exitCode: EXIT_CODES.notOneJob },
  );
}

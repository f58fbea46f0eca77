import { JobUnknownError, ProtocolError, ServerError, TimeoutError } from "../errors.ts";
import type { Server } from "../server.ts";
import { isGone, type JobStatus } from "../protocol/messages.ts";

/** Facts that tell a job from another one that later got its id. */
export interface JobIdentity {
  /** Id of the job. */
  jobId: number;
  /** Creation time in Unix seconds; `null` if the server does not say. */
  startTime: number | null;
  /** Owner; `null` if unknown. */
  owner: string | null;
}

/**
 * Checks, on a new connection, that a job is still the one it was.
 *
 * A server that is started cold counts its jobs from 1 again, and every
 * command that names a job keeps it alive. So the list of jobs is read first,
 * which touches none of them.
 */
export class IdentityCheck {
  readonly identity: JobIdentity;
  /** Lists in a row that made no sense, or never came. */
  #failures = 0;

  constructor(identity: JobIdentity) {
    this.identity = identity;
  }

  /**
   * Reads the state of the job, which may be destroyed or unknown.
   *
   * @throws {JobUnknownError} if its id belongs to another job now.
   */
  async read(client: Server): Promise<JobStatus> {
    const { jobId } = this.identity;
    if (!client.reusesIds) return await client.beat(jobId);
    let isListed = this.#failures === 0 ? await this.#checkList(client) : null;
    const status = await client.beat(jobId);
    this.#compare(status.startTime, null);
    const isTold = status.startTime !== null && this.identity.startTime !== null;
    // Nothing but the list tells our job from another's then: it is worth one more connection.
    if (!isTold && this.#failures === 1) isListed = await this.#checkList(client);
    // A list that can't be had costs some connections each time, and the job is not given up for
    // it; but without it a stranger's job is touched, so it is tried again on the next one.
    this.#failures = 0;
    // Without a time to compare, a job that was not there a moment ago must be another one.
    if (isListed === false && !isTold && !isGone(status)) throw this.#lost();
    return status;
  }

  /** Whether the list has a job with that id; `null` if there is no list. */
  async #checkList(client: Server): Promise<boolean | null> {
    try {
      const job = (await client.listJobs()).find((job) => job.jobId === this.identity.jobId);
      if (job) this.#compare(job.startTime, job.owner);
      return job !== undefined;
    } catch (error) {
      // A list that can't be had, or is too long, must not cost us the job.
      const isTooMuch = error instanceof ProtocolError || error instanceof TimeoutError;
      if (isTooMuch) this.#failures++;
      if (!(error instanceof ServerError)) throw error;
      return null;
    }
  }

  #compare(startTime: number | null, owner: string | null): void {
    const ours = this.identity;
    const isOther = differ(owner?.trim() ?? null, ours.owner?.trim() ?? null);
    if (differ(startTime, ours.startTime) || isOther) throw this.#lost();
  }

  #lost(): JobUnknownError {
    const { jobId } = this.identity;
    return new JobUnknownError(
      jobId,
      `Job ${jobId} is lost: the server lost its jobs, and its id belongs to another job now`,
    );
  }
}

/**
 * Whether two facts contradict each other; what is not known contradicts
 * nothing. Java servers may hide an owner behind an empty text, and trim it.
 */
function differ<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== "" && b !== "" && a !== b;
}

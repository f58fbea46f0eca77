import { anyOf, Deadline } from "../../lib/clock.ts";
import { JobDestroyedError } from "../../lib/errors.ts";
import { isGone, JobState, type JobStatus, type JobSummary } from "../../lib/protocol/messages.ts";
import { NO_SUCH_JOB } from "../../lib/protocol/servers/java_answers.ts";
import type { ServerOptions } from "../../lib/connect.ts";
import type { Context } from "../context.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { Quiet } from "../watch/quiet.ts";
import type { Watched } from "../watch/subject.ts";
import { follow } from "../watch/watch_subject.ts";
import type { Goal } from "./goals.ts";
import type { FindJob } from "./which_jobs.ts";

/** A job on the server's list, or the status of one that is over. */
type Seen = { jobId: number; state: number; over: null } | { jobId: number; over: JobStatus };

/**
 * Waits until a job is ready or gone, through restarts of the server. It does
 * not keep the job alive, so that it may be gone one day.
 *
 * @throws {CommandError} if it takes longer than `maxWait` seconds, or the job is not known.
 * @throws {JobDestroyedError} if a job is gone that was to be ready.
 */
export async function waitForJob(
  find: FindJob,
  server: ServerOptions,
  { goal, maxWait, context }: { goal: Goal; maxWait: number | null; context: Context },
): Promise<void> {
  const { clock, interrupts, stderr } = context;
  interrupts.listen();
  const job = new AwaitedJob(find, goal);
  using late = new Deadline(clock, maxWait, (seconds) => {
    const what = job.seen ? `Job ${job.seen.jobId}` : "The job";
    return new CommandError(`${what} is not ${goal} after ${seconds} s`, {
      exitCode: EXIT_CODES.notReady,
    });
  });
  const signal = anyOf(interrupts.signal, late.signal);
  await follow(job, new Quiet(context), { server, context, signal });
  const { seen } = job;
  if (!seen?.over) return;
  const isUnknown = seen.over.state === JobState.unknown;
  const unknown = unknownJob(seen.jobId, job);
  if (goal === "gone") {
    if (isUnknown) stderr.sentence(`spalloc: ${unknown.message}`);
    return;
  }
  if (isUnknown) throw new CommandError(unknown.message, { exitCode: EXIT_CODES.notOneJob });
  throw new JobDestroyedError(seen.jobId, seen.over.reason);
}

class AwaitedJob implements Omit<Watched<Seen>, "text"> {
  readonly #find: FindJob;
  readonly #goal: Goal;
  #first: JobSummary | null = null;
  /** The job when it was last read. */
  seen: Seen | null = null;
  /** Whether the server hides jobs of others. */
  hidesOthers = false;

  constructor(find: FindJob, goal: Goal) {
    this.#find = find;
    this.#goal = goal;
  }

  // To all jobs: what names this one keeps it alive.
  subscribe: Watched<Seen>["subscribe"] = (client) => client.notifyJob();

  read: Watched<Seen>["read"] = async (client) => {
    this.hidesOthers = client.hidesOthers;
    const jobId = await this.#find(client);
    const jobs = await client.listJobs({ whole: [jobId] });
    const job = jobs.find((job) => job.jobId === jobId);
    // After a cold start of the server the id can be another job's.
    this.#first ??= job ?? null;
    if (job && this.#first && (!client.reusesIds || isSame(job, this.#first))) {
      return this.seen = { jobId, state: job.state, over: null };
    }
    if (job) return this.seen = { jobId, over: NO_SUCH_JOB };
    const over = await client.getJobState(jobId);
    if (isGone(over)) return this.seen = { jobId, over };
    // It has come since the list was made: a job that was listed before is another one.
    return this.seen = this.#first
      ? { jobId, over: NO_SUCH_JOB }
      : { jobId, state: over.state, over: null };
  };

  isLast(seen: Seen): boolean {
    if (seen.over) return true;
    return this.#goal === "ready" && seen.state === JobState.ready;
  }
}

/** Compares the owner as well: servers that tell whole seconds may give two jobs the same time. */
function isSame(one: JobSummary, other: JobSummary): boolean {
  return one.startTime === other.startTime && one.owner === other.owner;
}

import type { AllocatedJob } from "../allocated_job.ts";
import { anyOf, type Clock } from "../clock.ts";
import { ChecksFailedError, JobRefusedError, NotReadyError } from "../errors.ts";
import type { Job } from "../job.ts";
import type { JobMachine } from "../protocol/messages.ts";
import type { FailedTry } from "./failed_try.ts";
import { HeldJobs } from "./held_jobs.ts";

/** Wait for boards: seconds that are left for it, and a signal that ends it. */
export interface BoardsWait {
  /** Seconds that are left; `null` for no limit. */
  timeout: number | null;
  /** Gives up. */
  signal: AbortSignal;
}

/** How to find boards that are good enough. */
export interface Search {
  /** Maximum jobs. */
  tries: number;
  /** Maximum boards at once; `null` for twice the boards of a job, or 12 if that is more. */
  holdAtMost: number | null;
  /** Whether only the same boards can come again, so that it makes no sense to hold any. */
  isOneBoard: boolean;
  /** Maximum seconds to wait for boards, on all tries together; `null` for no limit. */
  readyTimeout: number | null;
  clock: Clock;
  /** Gives up. */
  signal: AbortSignal;
  /** Creates a job. */
  create(wait: BoardsWait): Promise<Job>;
  /** Waits for the boards of a job. */
  waitUntilReady(job: Job, wait: BoardsWait): Promise<JobMachine>;
  /** Returns what is wrong with boards; `null` for nothing. */
  judge(job: AllocatedJob, options: { isLast: boolean }): Promise<FailedTry | null>;
  /** Destroys a job, or reports that it could not. */
  letGo(job: Job, reason: unknown): Promise<void>;
  /** Called when a try has failed. */
  onTry?: (tried: FailedTry) => void;
}

/** A job whose boards are good enough, and the tries before it. */
export interface GoodBoards {
  job: AllocatedJob;
  failedTries: readonly FailedTry[];
}

/**
 * Creates jobs until the boards of one are good enough. Meanwhile the others are kept, within
 * limits, so that the same boards can't come again; in the end they are let go, whatever the end is.
 *
 * @throws {ChecksFailedError} if no try was good enough.
 * @throws {NotReadyError} if there were no boards in time; its cause is a
 * {@linkcode ChecksFailedError} if there had been some before.
 * @throws what creating a job, waiting for it, or judging it throws.
 */
export async function findGoodBoards(search: Search): Promise<GoodBoards> {
  const { tries, clock, signal, readyTimeout, onTry } = search;
  const failedTries: FailedTry[] = [];
  const held = new HeldJobs(search);
  let waited = 0;
  let current: Job | null = null;
  try {
    while (failedTries.length < tries) {
      await (search.isOneBoard ? held.letAllGo() : held.makeRoom());
      signal.throwIfAborted();
      const since = clock.now();
      const timeout = readyTimeout === null ? null : Math.max(0, readyTimeout - waited);
      const wait = { timeout, signal };
      current = await createAnother(search, held, wait);
      const machine = await waitFor(current, { search, held, wait });
      waited += clock.now() - since;
      const job = Object.assign(current as AllocatedJob, { failedTries: [...failedTries] });
      const bad = await search.judge(job, { isLast: failedTries.length + 1 === tries });
      if (!bad) {
        await held.letAllGo();
        // Only now is it the caller's.
        signal.throwIfAborted();
        job.gone.throwIfAborted();
        current = null;
        return { job, failedTries };
      }
      held.add(current, machine);
      current = null;
      failedTries.push(bad);
      onTry?.(bad);
    }
    throw new ChecksFailedError(failedTries);
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    await Promise.all([held.letAllGo(reason), current && search.letGo(current, reason)]);
    if (!(error instanceof NotReadyError) || failedTries.length === 0) throw error;
    // The wait was shorter than all of them together, and the tries are half of the reason.
    const cause = new ChecksFailedError(failedTries, { cause: error });
    throw new NotReadyError(error.jobId, readyTimeout ?? waited, { cause });
  }
}

/** Creates a job; where the server refuses more boards, once more without those that are held. */
async function createAnother(search: Search, held: HeldJobs, wait: BoardsWait): Promise<Job> {
  try {
    return await search.create(wait);
  } catch (error) {
    if (!(error instanceof JobRefusedError) || held.size === 0) throw error;
    await held.letAllGo();
    return await search.create(wait);
  }
}

/** Waits for the boards of a job, which may have to be those that are held. */
async function waitFor(
  job: Job,
  { search, held, wait }: { search: Search; held: HeldJobs; wait: BoardsWait },
): Promise<JobMachine> {
  const done = new AbortController();
  const givingWay = held.giveWayTo(job, anyOf(wait.signal, done.signal));
  givingWay.catch(() => {});
  try {
    return await search.waitUntilReady(job, wait);
  } finally {
    done.abort();
  }
}

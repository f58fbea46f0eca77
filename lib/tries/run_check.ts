import { anyOf, type Clock, Deadline, orAborted, sleep } from "../clock.ts";
import type { AllocatedJob } from "../allocated_job.ts";
import type { Check, CheckFailure } from "./check.ts";

/** Reason for which a check is told to stop: it takes too long. */
export class CheckTooLate extends Error {
  override name = "CheckTooLate";
  /** Seconds that it had. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(`it took longer than ${seconds} s`);
    this.seconds = seconds;
  }
}

/** Options of {@linkcode runCheck}. */
export interface CheckOptions {
  /** Clock of the timeout. */
  clock: Clock;
  /** Maximum seconds; `null` for no limit. */
  timeout: number | null;
  /** Seconds for a check to settle that was told to stop; `null` for no limit. */
  grace: number | null;
  /** Aborted when nobody waits for the outcome any more. */
  signal?: AbortSignal;
}

/** Failure of a check, and whether it took too long. */
export interface CheckVerdict extends CheckFailure {
  outcome: "failed" | "late";
}

/**
 * Runs a check on the boards of a job, and returns what is wrong with them; `null` for nothing.
 *
 * @throws what the check throws, unless it was told to stop.
 * @throws the reason of the signal, or of the job's end.
 */
export async function runCheck(
  check: Check,
  job: AllocatedJob,
  { clock, timeout, grace, signal }: CheckOptions,
): Promise<CheckVerdict | null> {
  using late = new Deadline(clock, timeout, (seconds) => new CheckTooLate(seconds));
  const ended = anyOf(signal, job.gone);
  const until = anyOf(ended, late.signal);
  until.throwIfAborted();
  const running = (async () => await check(job, { signal: until }))();
  try {
    const result = await orAborted(running, until);
    return result ? { ...result, outcome: "failed" } : null;
  } catch (error) {
    if (!until.aborted) throw error;
    // A program that still runs on the boards must not do so when they are another's.
    const result = await settledWithin(running, grace, clock);
    ended.throwIfAborted();
    const { message: text } = late.signal.reason as CheckTooLate;
    return { text, ...result, outcome: "late" };
  }
}

/** Waits for a check to settle that was told to stop; what it throws then tells nothing. */
async function settledWithin(
  running: ReturnType<Check>,
  seconds: number | null,
  clock: Clock,
): Promise<CheckFailure | null> {
  const settled = running.then((result) => result ?? null, () => null);
  if (seconds === null) return await settled;
  const enough = new AbortController();
  const giveUp = sleep(clock, seconds, enough.signal).then(() => null, () => null);
  try {
    return await Promise.race([settled, giveUp]);
  } finally {
    enough.abort();
  }
}

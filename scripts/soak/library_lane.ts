import { ConnectionError, Job, JobUnknownError, UnknownOutcomeError } from "../../lib/mod.ts";
import { sleep, systemClock } from "../../lib/clock.ts";
import { jobKey, type Ledger } from "./ledger.ts";
import type { Random } from "../random.ts";

/** Options of a lane. */
export interface Lane {
  readonly name: string;
  readonly server: { readonly hostname: string; readonly port: number };
  /** Seconds a job lives without a sign of life. */
  readonly keepalive: number;
  /** Maximum seconds that boards are used. */
  readonly longestUse: number;
  readonly random: Random;
  readonly ledger: Ledger;
}

const READY_SECONDS = 60;
/** Seconds between attempts to reach a server that is away. */
const RETRY_SECONDS = 0.3;

/** Runs one job after the other through the library, until the signal is aborted. */
export async function runLibraryLane(lane: Lane, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const job = await create(lane);
    if (job) await use(lane, job, signal);
    else await pause(RETRY_SECONDS, signal);
  }
}

function options({ server: { hostname, port } }: Lane) {
  // As a program does that uses the defaults, but for the waits, which fit the keepalive here.
  return { hostname, port, reconnectDelay: 0.5, timeout: 5 };
}

async function create(lane: Lane): Promise<Job | null> {
  const { ledger, random, keepalive, name } = lane;
  const { counts, forgetful } = ledger;
  const what = random.chance(0.5) ? [1] : [Math.floor(random.between(2, 7))];
  try {
    const job = await Job.create({ what, owner: name, keepalive }, options(lane));
    counts.created++;
    if (!job.gone.aborted) return job;
    // The server went away right after it had created the job, and came back without it.
    await ledger.loseEarly(forgetful, job.gone.reason);
    await job.close();
    return null;
  } catch (error) {
    if (error instanceof UnknownOutcomeError) counts.unknownOutcomes++;
    else if (error instanceof JobUnknownError) await ledger.loseEarly(forgetful, error);
    else if (error instanceof ConnectionError) counts.refused++;
    else throw error;
    return null;
  }
}

async function use(lane: Lane, job: Job, signal: AbortSignal): Promise<void> {
  const { ledger, random } = lane;
  const key = jobKey(job.id, job.status.startTime);
  ledger.hold(key);
  try {
    await job.waitUntilReady({ timeout: READY_SECONDS, signal });
    await pause(random.between(0, lane.longestUse), AbortSignal.any([signal, job.gone]));
    if (random.chance(0.3)) await power(lane, job, signal);
    if (random.chance(0.3)) await job.machine({ signal });
  } catch (error) {
    if (!job.gone.aborted && !signal.aborted) throw error;
  }
  if (job.gone.aborted) {
    await ledger.lose(key, job.gone.reason);
    await job.close();
  } else {
    ledger.release(key);
    await end(lane, job, key);
  }
  ledger.end(key);
}

async function power({ random, ledger }: Lane, job: Job, signal: AbortSignal): Promise<void> {
  try {
    if (random.chance(0.5)) await job.powerOff({ signal });
    await job.waitUntilReady({ timeout: READY_SECONDS, signal });
    await job.powerOn({ signal });
    await job.waitUntilReady({ timeout: READY_SECONDS, signal });
    ledger.counts.powered++;
  } catch (error) {
    // The server went away in the middle, and nobody may repeat it unasked.
    if (!(error instanceof ConnectionError)) throw error;
  }
}

/** Destroys the job, or leaves it, or leaves and resumes it first. */
async function end(lane: Lane, job: Job, key: string): Promise<void> {
  const { ledger, random } = lane;
  const way = random.between(0, 1);
  if (way < 0.7) return await destroy(lane, job);
  await job.close();
  if (way < 0.85) return;
  const resumed = await Job.resume(job.id, options(lane)).catch(() => null);
  if (!resumed) return;
  if (jobKey(resumed.id, resumed.status.startTime) !== key) return await resumed.close();
  ledger.counts.resumed++;
  await destroy(lane, resumed);
}

async function destroy({ ledger }: Lane, job: Job): Promise<void> {
  try {
    await job.destroy("done", { timeout: 20 });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    ledger.complain(`job ${job.id} could not be destroyed: ${error}`);
  }
}

/** Waits, or returns early when the signal is aborted. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return sleep(systemClock, seconds, signal).catch(() => {});
}

import type { CallOptions } from "../protocol/connection.ts";
import type { JobRequest } from "../protocol/request.ts";
import type { Fields } from "../protocol/shape.ts";
import { apiJobRequest, apiKeepalive } from "./job_request.ts";
import { describeJob, keepaliveOf } from "./jobs.ts";
import { type JobDescription, jobPage } from "./messages.ts";
import type { ApiTalk } from "./talk.ts";

/** Maximum jobs that are read, each with a request of its own. */
const MOST_READ = 20;
/** Seconds by which the server's times may be off: they come without a fraction. */
const ROUNDING = 2;

/**
 * Lists own jobs that may have come of a request sent at most `seconds` ago, oldest first. Only the
 * newest jobs are looked at: of those of others there is nothing to see.
 */
export function findJobs(
  talk: ApiTalk,
  request: JobRequest,
  seconds: number,
  options?: CallOptions,
): Promise<number[]> {
  return talk.together("list_jobs", options, async (options) => {
    const ids = await readJobIds(talk, options);
    const since = talk.serverTime === null ? -Infinity : talk.serverTime - seconds - ROUNDING;
    const found: number[] = [];
    for (const jobId of ids) {
      const job = await describeJob(talk, jobId, options);
      if (!job) continue;
      if (job.startTime < since) break;
      if (cameOf(request, job)) found.push(jobId);
    }
    return found.reverse();
  });
}

async function readJobIds(talk: ApiTalk, options: CallOptions): Promise<number[]> {
  const request = { path: "jobs", query: { limit: MOST_READ } };
  const { jobs } = await talk.ask("list_jobs", request, jobPage, options);
  return jobs.map((url) => Number(/(\d+)\/?$/.exec(url)?.[1])).filter(Number.isSafeInteger);
}

/** Whether a job was asked for with the same words. */
function cameOf(request: JobRequest, job: JobDescription): boolean {
  const { "keepalive-interval": _, ...asked } = apiJobRequest(request);
  const { request: original } = job;
  return original !== null && keepaliveOf(job) === apiKeepalive(request.keepalive) &&
    Object.entries(asked).every(([key, value]) => isSame(original[key], value));
}

/** Whether two values are the same, but for parts that are not set, and the order of names. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) =>
    isSame((one as Fields)[key] ?? null, (other as Fields)[key] ?? null)
  );
}

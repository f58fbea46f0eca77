import { JobState, jobStateName, type JobSummary } from "../../lib/protocol/messages.ts";
import { isoTime } from "../../lib/render/times.ts";

/**
 * Returns the places of queued jobs in the queue, from 1, by id. Approximate: servers list jobs by
 * age, and try each machine's queue by itself.
 */
export function queuePlaces(jobs: readonly JobSummary[]): ReadonlyMap<number, number> {
  // A server may not tell whether jobs of others are queued: then nobody knows who is before whom.
  const unknown = jobs.findIndex(({ state }) => state === JobState.unknown);
  const queued = jobs.slice(0, unknown < 0 ? jobs.length : unknown)
    .filter(({ state }) => state === JobState.queued);
  return new Map(queued.map(({ jobId }, index) => [jobId, index + 1]));
}

/** Converts a job to its JSON, the same in every command. */
export function jobAsJson(
  job: JobSummary,
  places: ReadonlyMap<number, number>,
): Record<string, unknown> {
  return {
    job_id: job.jobId,
    owner: job.owner,
    hidden: job.isHidden,
    state: jobStateName(job.state),
    power: job.power,
    queue_place: places.get(job.jobId) ?? null,
    machine: job.machineName,
    boards: job.boards ?? [],
    keepalive: job.keepalive,
    keepalive_host: job.keepaliveHost,
    start_time: isoTime(job.startTime),
    request: { args: job.args, kwargs: job.kwargs },
  };
}

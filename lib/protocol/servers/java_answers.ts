import { isGone, JobState, type JobStatus, type JobSummary } from "../messages.ts";

/** Text that a Java server sends instead of something it hides. */
const HIDDEN = "<Hidden>";

/** Status of a job that a server does not know. */
export const NO_SUCH_JOB: JobStatus = {
  state: JobState.unknown,
  power: null,
  keepalive: null,
  reason: null,
  startTime: null,
  finishTime: null,
  keepaliveHost: null,
};

/**
 * Translates a job's status from a Java server.
 *
 * Its keepalive is the time of the last sign of life, and not how long the job lives without one:
 * only the list of jobs tells that.
 */
export function javaJobStatus(given: JobStatus): JobStatus {
  // A job that was destroyed while its boards were being switched is ready again once they are on,
  // but without boards. Only one that was destroyed has a reason.
  const status = given.reason ? { ...given, state: JobState.destroyed } : given;
  return {
    ...status,
    power: powerOf(status),
    keepalive: null,
    reason: status.reason || null,
    keepaliveHost: told(status.keepaliveHost),
  };
}

/**
 * Translates a list of jobs from a Java server, oldest first.
 *
 * Jobs that are ready and have no boards are left out: they were destroyed while their boards were
 * being switched on, and come back for some time.
 *
 * It names the machine of a queued job, which is one that the job may get boards of, and hides
 * the owners of jobs that were made over its other interface.
 */
export function javaJobSummaries(jobs: readonly JobSummary[]): JobSummary[] {
  const alive = jobs.filter(({ state, boards }) =>
    state !== JobState.ready || boards === null || boards.length > 0
  );
  return alive.map((job) => {
    const isQueued = job.state === JobState.queued;
    return {
      ...job,
      owner: told(job.owner),
      isHidden: job.owner === HIDDEN,
      power: powerOf(job),
      machineName: isQueued ? null : job.machineName,
      boards: isQueued ? null : job.boards,
      keepaliveHost: told(job.keepaliveHost),
    };
  }).sort((one, other) => one.jobId - other.jobId);
}

/**
 * Whether boards are on; `null` while they are switched, as a Java server does not tell the goal.
 */
function powerOf(job: { state: number; power: boolean | null }): boolean | null {
  const isUnknown = job.state === JobState.queued || job.state === JobState.power || isGone(job);
  return isUnknown ? null : job.power;
}

function told(text: string | null): string | null {
  return text === "" || text === HIDDEN ? null : text;
}

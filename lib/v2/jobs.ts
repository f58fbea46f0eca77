import type { DestroyOptions } from "../protocol/client_options.ts";
import type { CallOptions } from "../protocol/connection.ts";
import { type JobMachine, JobState, type JobStatus } from "../protocol/messages.ts";
import { NO_SUCH_JOB } from "../protocol/servers/java_answers.ts";
import { nothing, nullable } from "../protocol/shape.ts";
import { durationOf } from "./duration.ts";
import { sizeOfJob } from "./job_size.ts";
import { jobBoards, type JobDescription, jobDescription, jobPower } from "./messages.ts";
import { machineDetails } from "./places.ts";
import { unlessNotThere } from "./refusals.ts";
import { STATES } from "./states.ts";
import type { ApiTalk } from "./talk.ts";

/** Number for a state that only a newer server has. */
const NEW_STATE = 99;
/** Maximum characters of a reason: it goes into a URL. */
const MOST_REASON = 500;

/** Keeps a job alive, whether or not there is such a job. */
export function keepJobAlive(talk: ApiTalk, jobId: number, options?: CallOptions): Promise<void> {
  const request = {
    method: "PUT",
    path: `jobs/${jobId}/keepalive`,
    text: "alive",
    accept: "text/plain",
  } as const;
  return unlessNotThere(talk.ask("job_keepalive", request, nothing, options), undefined);
}

/** Reads the state of a job, without keeping it alive. */
export function readJobState(
  talk: ApiTalk,
  jobId: number,
  options?: CallOptions,
): Promise<JobStatus> {
  return talk.together("get_job_state", options, async (options) => {
    const job = await describeJob(talk, jobId, options);
    if (!job) return NO_SUCH_JOB;
    const isReady = stateOf(job) === JobState.ready;
    const power = isReady ? await readPower(talk, jobId, options) : null;
    return statusOf(job, power);
  });
}

/** Describes a job; `null` for one that the user does not have. */
export function describeJob(
  talk: ApiTalk,
  jobId: number,
  options?: CallOptions,
): Promise<JobDescription | null> {
  const request = { path: `jobs/${jobId}` };
  return unlessNotThere(talk.ask("get_job_state", request, jobDescription, options), null);
}

/** Keeps a job alive, and reads its state: a keepalive alone is taken for a destroyed job, too. */
export function beat(talk: ApiTalk, jobId: number, options?: CallOptions): Promise<JobStatus> {
  return talk.together("job_keepalive", options, async (options) => {
    await keepJobAlive(talk, jobId, options);
    return await readJobState(talk, jobId, options);
  });
}

/** Reads the boards of a job; `null` while it has none. */
export function readJobMachine(
  talk: ApiTalk,
  jobId: number,
  options?: CallOptions,
): Promise<JobMachine | null> {
  const command = "get_job_machine_info";
  return talk.together(command, options, async (options) => {
    const request = { path: `jobs/${jobId}/machine` };
    const job = await unlessNotThere(
      talk.ask(command, request, nullable(jobBoards), options),
      null,
    );
    // The remains of a job that is over.
    if (!job || job.connections.length === 0) return null;
    const { machineName, connections, boards } = job;
    const path = `machines/${encodeURIComponent(machineName)}`;
    const machine = await unlessNotThere(
      talk.ask(command, { path }, machineDetails, options),
      null,
    );
    return { ...sizeOfJob(job, machine), connections, machineName, boards };
  });
}

/** Switches the boards of a job; those that are on are switched off and on. */
export function powerJob(
  talk: ApiTalk,
  jobId: number,
  power: "ON" | "OFF",
  options?: CallOptions,
): Promise<void> {
  const command = power === "ON" ? "power_on_job_boards" : "power_off_job_boards";
  const request = { method: "POST", path: `jobs/${jobId}/machine/power`, json: { power } } as const;
  return unlessNotThere(talk.ask(command, request, nothing, options), undefined);
}

/** Destroys a job. */
export function destroyJob(
  talk: ApiTalk,
  jobId: number,
  { reason, ...options }: DestroyOptions = {},
): Promise<void> {
  const query = { reason: reason?.slice(0, MOST_REASON) };
  const request = { method: "DELETE", path: `jobs/${jobId}`, query } as const;
  return unlessNotThere(talk.ask("destroy_job", request, nothing, options), undefined);
}

/**
 * Returns the state of a job as a number.
 *
 * A job that was destroyed while its boards were being switched is `READY` again once they are on:
 * without boards, until its keepalive is over. It is gone all the same, and tells when it ended.
 */
export function stateOf(
  { state, finishTime }: Pick<JobDescription, "state" | "finishTime">,
): number {
  return finishTime === null ? STATES[state] ?? NEW_STATE : JobState.destroyed;
}

/** Returns the seconds that a job lives without a sign of life; `null` if unknown. */
export function keepaliveOf({ request }: Pick<JobDescription, "request">): number | null {
  return durationOf(request?.["keepalive-interval"]);
}

function statusOf(job: JobDescription, power: boolean | null): JobStatus {
  const { reason, startTime, finishTime, keepaliveHost } = job;
  return {
    state: stateOf(job),
    power,
    keepalive: keepaliveOf(job),
    reason: reason || null,
    startTime,
    finishTime,
    keepaliveHost,
  };
}

function readPower(talk: ApiTalk, jobId: number, options: CallOptions): Promise<boolean | null> {
  const request = { path: `jobs/${jobId}/machine/power` };
  return unlessNotThere(
    talk.ask("get_job_state", request, nullable(jobPower), options),
    null,
  );
}

import type { CallOptions } from "../protocol/connection.ts";
import type { JobSummary } from "../protocol/messages.ts";
import { readJobMachine, readJobState } from "./jobs.ts";
import { jobPage } from "./messages.ts";
import type { ApiTalk } from "./talk.ts";

/** Maximum links of a page. */
const PAGE = 200;
/** Maximum jobs that are read one by one: of others there is nothing but the id. */
const MOST_READ = 20;

/** Lists all jobs, oldest first; those of others are hidden. */
export function readJobs(talk: ApiTalk, options?: CallOptions): Promise<JobSummary[]> {
  return talk.together("list_jobs", options, async (options) => {
    const ids = await readJobIds(talk, options);
    const jobs: JobSummary[] = [];
    for (const jobId of ids.slice(0, MOST_READ)) jobs.push(await readJob(talk, jobId, options));
    for (const jobId of ids.slice(MOST_READ)) jobs.push(hidden(jobId));
    return jobs.reverse();
  });
}

/** Lists the ids of the newest jobs that were not destroyed, newest first. */
export async function readJobIds(talk: ApiTalk, options: CallOptions): Promise<number[]> {
  const { jobs } = await talk.ask(
    "list_jobs",
    { path: "jobs", query: { limit: PAGE } },
    jobPage,
    options,
  );
  return jobs.map((url) => Number(/(\d+)\/?$/.exec(url)?.[1])).filter(Number.isSafeInteger);
}

async function readJob(
  talk: ApiTalk,
  jobId: number,
  options: CallOptions,
): Promise<JobSummary> {
  const status = await readJobState(talk, jobId, options);
  if (status.state === 0) return hidden(jobId);
  const machine = await readJobMachine(talk, jobId, options);
  const { startTime, keepalive, state, power, keepaliveHost } = status;
  return {
    ...hidden(jobId),
    isHidden: false,
    startTime,
    keepalive,
    state,
    power,
    machineName: machine?.machineName ?? null,
    boards: machine?.boards ?? null,
    keepaliveHost,
  };
}

function hidden(jobId: number): JobSummary {
  return {
    jobId,
    owner: null,
    isHidden: true,
    startTime: null,
    keepalive: null,
    state: 0,
    power: null,
    args: [],
    kwargs: {},
    machineName: null,
    boards: null,
    keepaliveHost: null,
  };
}

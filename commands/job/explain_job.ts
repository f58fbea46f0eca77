import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import { escapeText } from "../../lib/escape.ts";
import { bootHostname } from "../../lib/machine/boot_chip.ts";
import {
  type JobMachine,
  JobState,
  type JobStatus,
  type JobSummary,
  type MachineSummary,
} from "../../lib/protocol/messages.ts";
import { ageText } from "../../lib/render/age.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import { queuePlaces } from "../views/job_json.ts";
import { plural } from "../views/machine_line.ts";
import { whyWaiting } from "../views/why_waiting.ts";
import { boardsText, conditionsText } from "./request_sentence.ts";

/** All that a server tells of a job. */
export interface ToldJob {
  jobId: number;
  /** The job; `null` if it is not listed, because it is over. */
  job: JobSummary | null;
  /** State of a job that is not listed. */
  status: JobStatus | null;
  /** Its boards; `null` while it has none. */
  machine: JobMachine | null;
  machines: readonly MachineSummary[];
  jobs: readonly JobSummary[];
}

/** Reads all that a server tells of a job. */
export async function readToldJob(jobId: number, server: ServerOptions): Promise<ToldJob> {
  return await askOnce(server, async (client) => {
    const jobs = await client.listJobs();
    const job = jobs.find((job) => job.jobId === jobId) ?? null;
    const status = job ? null : await client.getJobState(jobId);
    const isReadable = job?.boards && !job.isHidden;
    const machine = isReadable ? await client.getJobMachineInfo(jobId) : null;
    const machines = job?.state === JobState.queued ? await client.listMachines() : [];
    return { jobId, job, status, machine, machines, jobs };
  });
}

/** Whether the server knows no such job. */
export function isUnknown({ job, status }: Pick<ToldJob, "job" | "status">): boolean {
  return job === null && status?.state === JobState.unknown;
}

/** Turns what a server tells of a job now into sentences, one a line. */
export function explainJob(
  told: ToldJob,
  { now, zone }: { now: number; zone: Zone },
): string[] {
  const { jobId, job, status } = told;
  if (!job) return [aboutGone(jobId, status, zone)].map(escapeText);
  const { owner, startTime } = job;
  const whose = job.isHidden || owner === null
    ? "belongs to somebody whom the server does not name"
    : `belongs to ${owner}`;
  const since = startTime === null
    ? ""
    : ` and was created at ${localTime(startTime, zone)}, ${ageText(now - startTime)} ago`;
  const request = { args: job.args, kwargs: { ...job.kwargs, owner: undefined } };
  return [
    `Job ${jobId} ${whose}${since}.`,
    ...(job.isHidden
      ? []
      : [`It was asked for ${boardsText(request)}, ${conditionsText(request)}.`]),
    ...aboutState(job, told),
    ...aboutKeepalive(job),
  ].map(escapeText);
}

function aboutGone(jobId: number, status: JobStatus | null, zone: Zone): string {
  if (status?.state !== JobState.destroyed) {
    return `The server does not know job ${jobId}: it ended long ago, or there never was one.`;
  }
  const { reason } = status;
  const said = `Job ${jobId} ${lifeText(status, zone)}`;
  return reason === null
    ? `${said}; no reason was given.`
    : `${said}: ${reason.replace(/\.$/, "")}.`;
}

/** Says when a job was created and destroyed, as far as the server tells. */
function lifeText({ startTime, finishTime }: JobStatus, zone: Zone): string {
  if (finishTime === null) return "was destroyed";
  const end = `destroyed at ${localTime(finishTime, zone)}`;
  if (startTime === null) return `was ${end}`;
  const age = ageText(finishTime - startTime);
  return `was created at ${localTime(startTime, zone)}, and ${end}, after ${age}`;
}

function aboutState(job: JobSummary, { jobs, machines, machine }: ToldJob): string[] {
  if (job.state === JobState.queued) {
    const place = queuePlaces(jobs).get(job.jobId);
    const why = whyWaiting(job.jobId, { machines, jobs, itself: "it" });
    const where = place === undefined ? "" : `, at about place ${place}`;
    return [`It waits in the queue${where}${why === null ? "" : `: it ${why}`}.`];
  }
  const { boards, machineName, state, power } = job;
  const size = machine ? `, ${machine.width}x${machine.height} chips` : "";
  const boot = bootHostname(machine?.connections);
  const condition = state === JobState.power
    ? "which are being powered on or off"
    : power === null
    ? "whose power is not known"
    : `which are ${power ? "on" : "off"}`;
  return [
    `It has ${plural(boards?.length ?? 0, "board")} of ${machineName}${size}, ${condition}.`,
    ...(boards?.length ? [`Its boards are ${boards.map((b) => b.join(" ")).join(", ")}.`] : []),
    ...(boot === null ? [] : [`Chip (0, 0) is on ${boot}.`]),
  ];
}

function aboutKeepalive({ keepalive, keepaliveHost }: JobSummary): string[] {
  const by = keepaliveHost ? `; the last came from ${keepaliveHost}` : "";
  return keepalive === null
    ? [`It has no keepalive, so it stays until somebody destroys it${by}.`]
    : [`The server destroys it when there is no sign of life for ${keepalive} s${by}.`];
}

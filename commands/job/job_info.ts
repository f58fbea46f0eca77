import { bootHostname } from "../../lib/machine/boot_chip.ts";
import type { Server } from "../../lib/server.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { isGone, type JobMachine, JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { isoTime } from "../../lib/render/times.ts";
import type { Step } from "../errors.ts";
import { jobAsJson, queuePlaces } from "../views/job_json.ts";
import type { Subject } from "../watch/subject.ts";
import type { FindJob } from "./which_jobs.ts";
import { type GoneJob, type JobDetails, jobText } from "./job_text.ts";

/** Is told why there is little to show, and what to do next. */
export type Note = (text: string, steps?: readonly Step[]) => void;

/** One job, with all its details. */
export class JobInfo implements Subject<JobDetails> {
  readonly #find: FindJob;
  readonly #note: Note;
  #machine: { startTime: number | null; machine: JobMachine } | null = null;

  /**
   * Creates the subject with a function that finds the job, and one that is told why there is
   * little to show.
   */
  constructor(find: FindJob, note: Note = () => {}) {
    this.#find = find;
    this.#note = note;
  }

  subscribe: Subject<JobDetails>["subscribe"] = async (client) =>
    await client.notifyJob(await this.#find(client));

  read: Subject<JobDetails>["read"] = async (client) => {
    const jobId = await this.#find(client);
    const jobs = await client.listJobs({ whole: [jobId] });
    return await this.readFrom(jobs, jobId, client);
  };

  /** Reads a job, given all jobs that are queued or have boards. */
  async readFrom(
    jobs: readonly JobSummary[],
    jobId: number,
    client: Server,
  ): Promise<JobDetails> {
    const job = jobs.find((job) => job.jobId === jobId);
    if (!job) {
      const status = await client.getJobState(jobId);
      if (status.state === JobState.unknown) {
        this.#note(unknownJob(jobId, client).message, [
          client.hidesOthers
            ? ["To list your jobs", "spalloc ps --me"]
            : ["To list all jobs", "spalloc ps"],
        ]);
      }
      return { kind: "gone", jobId, status };
    }
    if (job.isHidden && client.hidesOthers) {
      this.#note(`Job ${jobId} belongs to somebody else: this server does not tell all about it`);
    }
    const places = queuePlaces(jobs);
    return { kind: "live", jobId, job, machine: await this.#machineOf(job, client), places };
  }

  text: Subject<JobDetails>["text"] = jobText;

  json: Subject<JobDetails>["json"] = (details) => {
    const [job, machine] = details.kind === "live"
      ? [jobAsJson(details.job, details.places), details.machine]
      : [goneAsJson(details), null];
    return {
      schema: 1,
      ...job,
      reason: details.kind === "gone" ? details.status.reason : null,
      finish_time: details.kind === "gone" ? isoTime(details.status.finishTime) : null,
      hostname: bootHostname(machine?.connections),
      width: machine?.width ?? null,
      height: machine?.height ?? null,
      connections: machine?.connections ?? [],
    };
  };

  isLast(details: JobDetails): boolean {
    return details.kind === "gone" && isGone(details.status);
  }

  /**
   * Returns the boards of a job, which never change once it has them. Reading them keeps the job
   * alive, which is its owner's business: so they are read once.
   */
  async #machineOf(job: JobSummary, client: Server): Promise<JobMachine | null> {
    const { startTime, boards } = job;
    if (!boards) return null;
    // After a cold start of the server the id can be another job's.
    if (this.#machine?.startTime === startTime) return this.#machine.machine;
    const machine = await client.getJobMachineInfo(job.jobId);
    this.#machine = machine && { startTime, machine };
    return machine;
  }
}

/** Formats a job that is over for programs: the keys of any job, most of them `null`. */
function goneAsJson({ jobId, status }: GoneJob): Record<string, unknown> {
  const { state, keepalive, keepaliveHost, startTime } = status;
  const job = {
    jobId,
    state,
    keepalive,
    keepaliveHost,
    startTime,
    power: null,
    owner: null,
    isHidden: false,
  };
  const nothing = { machineName: null, boards: null, args: [], kwargs: {} };
  return { ...jobAsJson({ ...job, ...nothing }, new Map()), request: null };
}

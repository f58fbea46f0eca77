import type { JobMachine, JobStatus, JobSummary } from "../../lib/protocol/messages.ts";

/** What is known of a job. */
export type JobDetails = LiveJob | GoneJob;

/** A job that is queued or has boards. */
export interface LiveJob {
  kind: "live";
  jobId: number;
  job: JobSummary;
  /** Its boards and their addresses; `null` while it has none. */
  machine: JobMachine | null;
  /** The places of queued jobs. */
  places: ReadonlyMap<number, number>;
}

/** A job that the server does not list: it is over, or never was. */
export interface GoneJob {
  kind: "gone";
  jobId: number;
  status: JobStatus;
}

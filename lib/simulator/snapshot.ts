import type { BoardCoordinate } from "../machine/mod.ts";
import type { SimulatedJob, SimulatedJobState } from "./job.ts";

/** A job of the simulated server at one moment. */
export interface JobSnapshot {
  /** Id of the job. */
  readonly id: number;
  /** Owner of the job. */
  readonly owner: string;
  /** State of the job. */
  readonly state: SimulatedJobState;
  /** Whether its boards are on, or going on; `null` before it has any. */
  readonly power: boolean | null;
  /** Seconds of silence it survives; `null` for no limit. */
  readonly keepalive: number | null;
  /** Address of the last client that kept it alive. */
  readonly keepaliveHost: string | null;
  /** Arguments of `create_job`. */
  readonly args: readonly unknown[];
  /** Keywords of `create_job`, without the owner and the keepalive. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Name of its machine; `null` while it is queued. */
  readonly machine: string | null;
  /** Boards; none while it is queued. */
  readonly boards: readonly BoardCoordinate[];
}

/** Copies the present facts of a job. */
export function snapshot(job: SimulatedJob): JobSnapshot {
  return {
    id: job.id,
    owner: job.owner,
    state: job.state,
    power: job.power,
    keepalive: job.keepalive,
    keepaliveHost: job.host,
    args: job.args,
    kwargs: job.kwargs,
    machine: job.grant?.machine.name ?? null,
    boards: job.grant?.boards ?? [],
  };
}

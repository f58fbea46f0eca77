import type { BoardCoordinate } from "../machine/mod.ts";
import type { SimulatedJob, SimulatedJobState } from "./job.ts";

/** A job of the simulated server at one moment. */
export interface JobSnapshot {
  /** Its number. */
  readonly id: number;
  /** Whose it is. */
  readonly owner: string;
  /** Where it is in its life. */
  readonly state: SimulatedJobState;
  /** Whether its boards are on, or going on; `null` before it has any. */
  readonly power: boolean | null;
  /** How many seconds of silence it survives; `null` for any. */
  readonly keepalive: number | null;
  /** The address of the last client that kept it alive. */
  readonly keepaliveHost: string | null;
  /** The arguments it was created with. */
  readonly args: readonly unknown[];
  /** The keywords it was created with, without the owner and the keepalive. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** The name of the machine it is on; `null` while it is queued. */
  readonly machine: string | null;
  /** Its boards; none while it is queued. */
  readonly boards: readonly BoardCoordinate[];
}

/** Writes down how a job is now. */
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

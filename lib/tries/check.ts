import type { AllocatedJob } from "../allocated_job.ts";
import type { Abortable } from "../clock.ts";
import type { EthernetChip } from "../protocol/messages.ts";

/** Failure of a check: boards that do not work, and why. */
export interface CheckFailure {
  /** What failed, for people: `2 boards do not answer`. */
  text: string;
  /**
   * Boards that do not work, each by its Ethernet-connected chip: some of `job.connections`.
   *
   * @default {undefined} one of the job's boards, and nobody knows which
   */
  failed?: readonly EthernetChip[];
}

/** Outcome of a check: nothing if the boards work. */
export type CheckResult = CheckFailure | null | undefined;

/**
 * Checks the boards of a job that has just got them, and returns what is wrong with them.
 *
 * The job is kept until the check has settled. Its signal is aborted when it takes too long, when the
 * job is gone, or when nobody waits for it any more; it should then settle soon, in any way.
 *
 * What it throws says nothing about the boards, and ends the allocation.
 */
export type Check = (
  job: AllocatedJob,
  options: Required<Abortable>,
) => Promise<CheckResult>;

import type { Job } from "./job.ts";
import type { BoardCoordinate } from "./machine/coordinates.ts";
import type { EthernetChip } from "./protocol/messages.ts";
import type { FailedTry } from "./tries/failed_try.ts";

/** A job that has its boards. */
export interface AllocatedJob extends Job {
  /** The host name or IP address of the board with chip (0, 0). */
  readonly hostname: string;
  /** Width of the job's network in chips. */
  readonly width: number;
  /** Height of the job's network in chips. */
  readonly height: number;
  /** Every Ethernet-connected chip and its address, sorted by x, then y. */
  readonly connections: readonly EthernetChip[];
  /** The machine that the boards belong to. */
  readonly machineName: string;
  /** The boards, by their logical coordinates in that machine. */
  readonly boards: readonly BoardCoordinate[];
  /** Tries before this job whose boards were not good enough, the first one first. */
  readonly failedTries: readonly FailedTry[];
}

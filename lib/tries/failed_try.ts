import type {
  BoardCoordinate,
  ChipCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";

/** Board that was not wanted. */
export interface FailedBoard {
  /** Host name or IP address; `null` if the server did not tell. */
  readonly address: string | null;
  /** Ethernet-connected chip, counted in the job; `null` if the server did not tell. */
  readonly chip: ChipCoordinate | null;
  /** Logical coordinates in the machine; `null` if the server did not tell. */
  readonly board: BoardCoordinate | null;
  /** Cabinet, frame and board in the machine room; `null` if the server did not tell. */
  readonly physical: PhysicalCoordinate | null;
}

/**
 * Reason why a job was let go: its check failed, or did not end in time; or it had a board that is
 * to be avoided.
 */
export type TryOutcome = "failed" | "late" | "avoided";

/** Job whose boards were not good enough. */
export interface FailedTry {
  /** Id of the job. */
  readonly jobId: number;
  /** Machine that the boards belong to. */
  readonly machineName: string;
  /** Boards, by their logical coordinates in that machine. */
  readonly boards: readonly BoardCoordinate[];
  /** Time when that was known, in Unix seconds. */
  readonly time: number;
  /** Reason why the job was let go. */
  readonly outcome: TryOutcome;
  /** What was wrong, for people. */
  readonly text: string;
  /** Boards at fault; none if nobody knows which. */
  readonly failed: readonly FailedBoard[];
}

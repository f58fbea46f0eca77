import type { Clock } from "../../clock.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../../machine/coordinates.ts";
import type { BoardProblem, CommandOptions, DestroyOptions } from "../client_options.ts";
import type { CallOptions } from "../connection.ts";
import type {
  JobMachine,
  JobStatus,
  JobSummary,
  Location,
  MachineSummary,
  Notification,
} from "../messages.ts";
import type { Place } from "../place.ts";
import type { LineRequest } from "../request.ts";
import type { Shape } from "../shape.ts";
import type { LineKind } from "./server_kind.ts";

/** Connection of a server's manners. */
export interface Talk {
  /** Clock for polling. */
  readonly clock: Clock;
  /** Number of commands so far that may have changed something. */
  readonly changes: number;
  /** Aborted when the connection has ended. */
  readonly ended: AbortSignal;
  /** Sends a command, and checks its answer against a shape. */
  ask<T>(command: string, shape: Shape<T>, options: CommandOptions): Promise<T>;
  /** Tells subscribers of changes, as if they came from the server. */
  tell(changes: Notification): void;
}

/**
 * Commands and answers of one kind of server.
 *
 * Every kind gives the same values: `null` for what is not known or not there, job state 0 for a
 * job that the server does not know, and nothing for a command that such a job makes pointless.
 */
export interface ServerManners {
  /** Kind of server. */
  readonly kind: LineKind;
  createJob(request: LineRequest, options?: CallOptions): Promise<number>;
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void>;
  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus>;
  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null>;
  powerJobBoards(jobId: number, on: boolean, options?: CallOptions): Promise<void>;
  destroyJob(jobId: number, options?: DestroyOptions): Promise<void>;
  /** Starts or ends a subscription to a job (id) or all jobs (`null`). */
  notifyJob(jobId: number | null, on: boolean, options?: CallOptions): Promise<void>;
  /** Starts or ends a subscription to a machine (name) or all machines (`null`). */
  notifyMachine(name: string | null, on: boolean, options?: CallOptions): Promise<void>;
  listJobs(options?: CallOptions): Promise<JobSummary[]>;
  listMachines(options?: CallOptions): Promise<MachineSummary[]>;
  getBoardPosition(
    machine: string,
    board: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null>;
  getBoardAtPosition(
    machine: string,
    position: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null>;
  whereIs(place: Place, options?: CallOptions): Promise<Location | null>;
  reportProblem(
    boardAddress: string,
    problem: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null>;
}

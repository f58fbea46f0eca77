import type { Clock } from "../../clock.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../../machine/coordinates.ts";
import type { CommandOptions, DestroyOptions } from "../client_options.ts";
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
import type { JobRequest } from "../request.ts";
import type { Shape } from "../shape.ts";
import type { ServerKind } from "./server_kind.ts";

/** The connection that manners talk over. */
export interface Talk {
  /** The clock for what is asked again and again. */
  readonly clock: Clock;
  /** Commands so far that may have changed something. */
  readonly changes: number;
  /** Aborted when the connection has ended. */
  readonly ended: AbortSignal;
  /** Sends a command, and reads its answer as a shape. */
  ask<T>(command: string, shape: Shape<T>, options: CommandOptions): Promise<T>;
  /** Tells subscribers what changed, as if the server had told it. */
  tell(changes: Notification): void;
}

/**
 * How one kind of server is asked, and what its answers mean.
 *
 * Every kind gives the same values: `null` for what is not known or not there, job state 0 for a
 * job that the server does not know, and nothing for a command that such a job makes pointless.
 */
export interface ServerManners {
  /** The kind of server. */
  readonly kind: ServerKind;
  createJob(request: JobRequest, options?: CallOptions): Promise<number>;
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void>;
  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus>;
  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null>;
  powerJobBoards(jobId: number, on: boolean, options?: CallOptions): Promise<void>;
  destroyJob(jobId: number, options?: DestroyOptions): Promise<void>;
  /** Subscribes to a job (id) or all jobs (`null`), or ends that. */
  notifyJob(jobId: number | null, on: boolean, options?: CallOptions): Promise<void>;
  /** Subscribes to a machine (name) or all machines (`null`), or ends that. */
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
}

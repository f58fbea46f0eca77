import type { Clock } from "../../clock.ts";
import type { Server } from "../../server.ts";
import type { CommandOptions } from "../client_options.ts";
import type { CallOptions } from "../connection.ts";
import type { Notification } from "../messages.ts";
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

/** Commands of a {@linkcode Server} that are the same in every kind's manners. */
type SameCommands =
  | "jobKeepalive"
  | "getJobState"
  | "getJobMachineInfo"
  | "destroyJob"
  | "listJobs"
  | "listMachines"
  | "getBoardPosition"
  | "getBoardAtPosition"
  | "whereIs"
  | "reportProblem";

/** Commands and answers of one kind of server with a line protocol. */
export interface ServerManners extends Pick<Server, SameCommands> {
  /** Kind of server. */
  readonly kind: LineKind;
  createJob(request: LineRequest, options?: CallOptions): Promise<number>;
  powerJobBoards(jobId: number, on: boolean, options?: CallOptions): Promise<void>;
  /** Starts or ends a subscription to a job (id) or all jobs (`null`). */
  notifyJob(jobId: number | null, on: boolean, options?: CallOptions): Promise<void>;
  /** Starts or ends a subscription to a machine (name) or all machines (`null`). */
  notifyMachine(name: string | null, on: boolean, options?: CallOptions): Promise<void>;
}

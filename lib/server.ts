import type { Abortable } from "./clock.ts";
import type { ConnectionError } from "./errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "./machine/coordinates.ts";
import type { BoardProblem, DestroyOptions, ListJobsOptions } from "./protocol/client_options.ts";
import type { CallOptions } from "./protocol/connection.ts";
import type {
  JobMachine,
  JobStatus,
  JobSummary,
  Location,
  MachineSummary,
  Notification,
} from "./protocol/messages.ts";
import type { Place } from "./protocol/place.ts";
import type { JobRequest } from "./protocol/request.ts";
import type { ProxySocket } from "./v2/proxy/socket.ts";
import type { ServerKind } from "./protocol/servers/server_kind.ts";

/**
 * A connection to a server of any kind: all that {@linkcode Job} and the commands need of one.
 *
 * Every kind gives the same values: `null` for what is not known or not there, job state 0 for a
 * job that the server does not know, and nothing for a command that such a job makes pointless.
 */
export interface Server extends AsyncDisposable {
  /** Kind of the server; `null` until its first answer. */
  readonly serverKind: ServerKind | null;
  /** Whether the server may give the id of a job that is gone to another one. */
  readonly reusesIds: boolean;
  /** Whether jobs of others look to the user like jobs that do not exist. */
  readonly hidesOthers: boolean;
  /** Whether the connection is open. */
  readonly isOpen: boolean;
  /**
   * Settles when the connection has ended: with the error that ended it, or `null` after `close`.
   */
  readonly closed: Promise<ConnectionError | null>;
  /** Reads the version of the server. */
  version(options?: CallOptions): Promise<string>;
  /** Creates a job and returns its id. */
  createJob(request: JobRequest, options?: CallOptions): Promise<number>;
  /**
   * Lists ids of jobs that may have come of a request of the last `seconds`: those of the user, or
   * of the owner named, that were asked for alike.
   */
  findJobs(request: JobRequest, seconds: number, options?: CallOptions): Promise<number[]>;
  /** Keeps a job alive, whether or not there is such a job. */
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void>;
  /** Reads the state of a job, which keeps it alive on some kinds of servers. */
  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus>;
  /** Keeps a job alive, and reads its state. */
  beat(jobId: number, options?: CallOptions): Promise<JobStatus>;
  /** Reads the boards of a job; `null` while it has none. */
  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null>;
  /** Powers a job's boards on; boards that are on are reset. */
  powerOnJobBoards(jobId: number, options?: CallOptions): Promise<void>;
  /** Powers a job's boards off. */
  powerOffJobBoards(jobId: number, options?: CallOptions): Promise<void>;
  /** Destroys a job, with a reason for whoever asks about it. */
  destroyJob(jobId: number, options?: DestroyOptions): Promise<void>;
  /** Subscribes to changes of a job, or of all jobs. */
  notifyJob(jobId?: number, options?: CallOptions): Promise<void>;
  /** Ends a subscription to changes of a job, or of all jobs. */
  noNotifyJob(jobId?: number, options?: CallOptions): Promise<void>;
  /** Subscribes to changes of a machine, or of all machines. */
  notifyMachine(name?: string, options?: CallOptions): Promise<void>;
  /** Ends a subscription to changes of a machine, or of all machines. */
  noNotifyMachine(name?: string, options?: CallOptions): Promise<void>;
  /** Yields changes of all that this connection subscribed to, until it is closed. */
  notifications(options?: Abortable): AsyncIterableIterator<Notification>;
  /** Lists all jobs that are queued or have boards, oldest first. */
  listJobs(options?: ListJobsOptions): Promise<JobSummary[]>;
  /** Lists all machines, in the order in which they are filled. */
  listMachines(options?: CallOptions): Promise<MachineSummary[]>;
  /** Locates a board in the machine room; `null` if there is no such board. */
  getBoardPosition(
    machineName: string,
    board: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null>;
  /** Finds the board at a position in the machine room; `null` if there is none. */
  getBoardAtPosition(
    machineName: string,
    position: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null>;
  /** Locates a board or chip; `null` if there is none. */
  whereIs(place: Place, options?: CallOptions): Promise<Location | null>;
  /**
   * Locates the board with an IP address, on whichever machine; `null` if there is none.
   *
   * @throws {UnsupportedError} on servers where only jobs know addresses.
   */
  whereIsAddress(address: string, options?: CallOptions): Promise<Location | null>;
  /** Reports a problem with a board, and returns the server's words, if any. */
  reportProblem(
    boardAddress: string,
    problem: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null>;
  /**
   * Opens a websocket to the boards of a job.
   *
   * @throws {UnsupportedError} if there is none on this server.
   */
  openProxy(jobId: number, options?: CallOptions): Promise<ProxySocket>;
  /** Ends the connection politely, within a second. */
  close(): Promise<void>;
  /** Ends the connection at once; calls that wait are rejected with `error`. */
  abort(error?: ConnectionError): void;
}

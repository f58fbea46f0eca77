import { type Abortable, type Clock, systemClock } from "../clock.ts";
import { ConnectionError, UnsupportedError } from "../errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import { checkServerOptions } from "./check_server_options.ts";
import type {
  BoardProblem,
  ClientOptions,
  CommandOptions,
  DestroyOptions,
} from "./client_options.ts";
import { type CallOptions, Connection } from "./connection.ts";
import { ClientConversation } from "./client_conversation.ts";
import { dialInTime } from "./dial_in_time.ts";
import {
  type JobMachine,
  type JobStatus,
  type JobSummary,
  type Location,
  type MachineSummary,
  type Notification,
  notification,
} from "./messages.ts";
import { NotificationFeeds } from "./notifications.ts";
import type { Server } from "../server.ts";
import { type Place, whereIsArguments } from "./place.ts";
import { lineRequest } from "./line_request.ts";
import { notSent } from "./not_sent.ts";
import { boardsAsked, checkRequest, type JobRequest } from "./request.ts";
import type { ProxySocket } from "../v2/proxy/socket.ts";
import type { ServerKind } from "./servers/server_kind.ts";
import { string } from "./shape.ts";
import { dialTcp } from "./dial_tcp.ts";

/** Reason why there is no websocket to boards. */
const NO_PROXY = "This server has no proxy: its boards are reached directly, at their own " +
  "addresses. From another network, name the https:// URL of the server as hostname";

/** Default TCP port of a spalloc server. */
export const DEFAULT_PORT = 22244;

/**
 * A connection to a spalloc server with a method for each command of the protocol. It does not
 * reconnect; {@linkcode Job} does.
 *
 * Every method that sends a command can be given a `timeout` in seconds and a
 * `signal`, and throws
 *
 * - {@linkcode ServerError} if the server refuses the command;
 * - {@linkcode TimeoutError} if no answer came in time, which ends the connection;
 * - {@linkcode ProtocolError} if the answer makes no sense, which ends it, too;
 * - {@linkcode ConnectionError} if the connection broke, or was closed;
 * - the signal's reason if that is aborted. A command that was sent can't be taken back.
 *
 * @example
 * ```ts
 * import { ProtocolClient } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"] });
 * await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
 * const [machine] = await client.listMachines();
 * machine?.name; // "demo"
 * ```
 */
export class ProtocolClient implements Server {
  /** Whether the server may give the id of a job that is gone to another one: it may. */
  readonly reusesIds = true;
  /** Whether jobs of others look to the user like jobs that do not exist: they don't. */
  readonly hidesOthers = false;
  readonly #connection: Connection;
  readonly #conversation: ClientConversation;
  readonly #feeds: NotificationFeeds;

  private constructor(
    connection: Connection,
    feeds: NotificationFeeds,
    options: { timeout: number | null; clock: Clock },
  ) {
    this.#connection = connection;
    this.#feeds = feeds;
    this.#conversation = new ClientConversation(connection, feeds, options);
    connection.closed.then((error) => feeds.end(error));
  }

  /**
   * Connects to a server.
   *
   * @throws {RequestError} if the hostname or an option makes no sense.
   * @throws {ConnectionError} if nobody listens there.
   * @throws {TimeoutError} if nobody answers in time.
   */
  static async connect(hostname: string, options: ClientOptions = {}): Promise<ProtocolClient> {
    const { port = DEFAULT_PORT, timeout = null, signal, clock = systemClock } = options;
    checkServerOptions({ hostname, port, timeout });
    const transport = await dialInTime(options.dial ?? dialTcp, { hostname, port }, {
      timeout,
      clock,
      ...(signal && { signal }),
    });
    const feeds = new NotificationFeeds(options.onNotification);
    const connection = new Connection(transport, {
      clock,
      // Read even if nobody listens: a line that is none ends the connection.
      onNotification: (line) => feeds.tell(notification(line, "notification")),
      ...(options.maxInFlight !== undefined && { maxInFlight: options.maxInFlight }),
    });
    return new ProtocolClient(connection, feeds, { timeout, clock });
  }

  /**
   * Kind of the server; `null` until its first answer.
   *
   * All kinds are asked and understood alike: what differs is translated.
   */
  get serverKind(): ServerKind | null {
    return this.#conversation.kind;
  }

  /**
   * Settles when the connection has ended: with the error that ended it, or `null` after `close`.
   * Its outcome is `not sent` if no call was in flight.
   */
  get closed(): Promise<ConnectionError | null> {
    return this.#connection.closed;
  }

  /** Whether the connection is open. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Sends any command and returns its answer unchecked, translated from this kind of server. */
  call(command: string, options: CommandOptions = {}): Promise<unknown> {
    return this.#conversation.call(command, options);
  }

  /** Reads the version of the server. */
  version(options?: CallOptions): Promise<string> {
    return this.#conversation.ask("version", string, { ...options });
  }

  /**
   * Creates a job and returns its id. Never repeat this after a {@linkcode ConnectionError} whose
   * outcome is `unknown`: it could allocate twice.
   *
   * @throws {RequestError} if the request makes no sense; no job was asked for then.
   * @throws {UnsupportedError} if this protocol has no words for it; nothing was sent then.
   */
  async createJob(request: JobRequest, options?: CallOptions): Promise<number> {
    checkRequest(request);
    const asked = await lineRequest(
      request,
      (machine, place) =>
        this.getBoardAtPosition(machine, place, options).catch((error) => {
          throw notSent(error);
        }),
    );
    return await this.#conversation.as((manners) => manners.createJob(asked, options), options);
  }

  /**
   * Lists ids of jobs that may have come of a request: those of its owner with the same boards, as
   * old servers do not tell how old they are.
   */
  async findJobs(
    request: JobRequest,
    _seconds: number,
    options?: CallOptions,
  ): Promise<number[]> {
    const boards = String(boardsAsked(request));
    return (await this.listJobs(options))
      .filter((job) => job.owner === request.owner && String(job.args) === boards)
      .map((job) => job.jobId);
  }

  /** Keeps a job alive, whether or not there is such a job. */
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void> {
    return this.#conversation.as((manners) => manners.jobKeepalive(jobId, options), options);
  }

  /** Reads the state of a job, which also keeps it alive. */
  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus> {
    return this.#conversation.as((manners) => manners.getJobState(jobId, options), options);
  }

  /** Keeps a job alive, and reads its state. */
  beat(jobId: number, options?: CallOptions): Promise<JobStatus> {
    return this.getJobState(jobId, options);
  }

  /** Reads the boards of a job; `null` while it has none. */
  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null> {
    return this.#conversation.as((manners) => manners.getJobMachineInfo(jobId, options), options);
  }

  /** Powers a job's boards on; boards that are on are reset. */
  powerOnJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.powerJobBoards(jobId, true, options),
      options,
    );
  }

  /** Powers a job's boards off. */
  powerOffJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.powerJobBoards(jobId, false, options),
      options,
    );
  }

  /** Destroys a job, with a reason for whoever asks about it. */
  destroyJob(jobId: number, options?: DestroyOptions): Promise<void> {
    return this.#conversation.as((manners) => manners.destroyJob(jobId, options), options);
  }

  /** Subscribes to changes of a job, or of all jobs. */
  notifyJob(jobId?: number, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.notifyJob(jobId ?? null, true, options),
      options,
    );
  }

  /** Ends a subscription to changes of a job, or of all jobs. */
  noNotifyJob(jobId?: number, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.notifyJob(jobId ?? null, false, options),
      options,
    );
  }

  /** Subscribes to changes of a machine, or of all machines. */
  notifyMachine(name?: string, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.notifyMachine(name ?? null, true, options),
      options,
    );
  }

  /** Ends a subscription to changes of a machine, or of all machines. */
  noNotifyMachine(name?: string, options?: CallOptions): Promise<void> {
    return this.#conversation.as(
      (manners) => manners.notifyMachine(name ?? null, false, options),
      options,
    );
  }

  /**
   * Yields changes of all that this connection subscribed to, from now on until it is closed.
   * Changes between two reads come as one notification.
   *
   * It begins when this is called, not when it is first asked: called before
   * `notifyJob`, it misses nothing.
   *
   * @throws {ConnectionError} from the loop, if the connection breaks.
   *
   * @example
   * ```ts
   * import { ProtocolClient } from "@spalloc/client";
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({ machines: ["demo:4x2"] });
   * await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
   * const notifications = client.notifications();
   * await client.notifyJob();
   * const jobId = await client.createJob({ owner: "me@example.org" });
   * for await (const { jobsChanged } of notifications) {
   *   if (jobsChanged.includes(jobId)) break;
   * }
   * ```
   */
  notifications(options: Abortable = {}): AsyncIterableIterator<Notification> {
    const feed = this.#feeds.add(options.signal);
    if (!this.isOpen) this.closed.then((error) => feed.end(error));
    return feed;
  }

  /** Lists all jobs that are queued or have boards, oldest first. */
  listJobs(options?: CallOptions): Promise<JobSummary[]> {
    return this.#conversation.as((manners) => manners.listJobs(options), options);
  }

  /** Lists all machines, in the order in which they are filled. */
  listMachines(options?: CallOptions): Promise<MachineSummary[]> {
    return this.#conversation.as((manners) => manners.listMachines(options), options);
  }

  /** Locates a board in the machine room; `null` if there is no such board. */
  getBoardPosition(
    machineName: string,
    board: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null> {
    return this.#conversation.as(
      (manners) => manners.getBoardPosition(machineName, board, options),
      options,
    );
  }

  /** Finds the board at a position in the machine room; `null` if there is none. */
  getBoardAtPosition(
    machineName: string,
    position: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null> {
    return this.#conversation.as(
      (manners) => manners.getBoardAtPosition(machineName, position, options),
      options,
    );
  }

  /**
   * Locates a board or chip; `null` if there is none.
   *
   * @throws {RequestError} if that names no place; nothing was sent then.
   */
  async whereIs(place: Place, options?: CallOptions): Promise<Location | null> {
    whereIsArguments(place);
    return await this.#conversation.as((manners) => manners.whereIs(place, options), options);
  }

  /**
   * Rejects: only jobs know the addresses of their boards here.
   *
   * @throws {UnsupportedError} always.
   */
  whereIsAddress(_address: string): Promise<Location | null> {
    return Promise.reject(
      new UnsupportedError(
        "This server knows no addresses of boards: getJobMachineInfo has those of a job's boards",
      ),
    );
  }

  /**
   * Reports a problem with a board, and returns the server's words, if any.
   *
   * @throws {UnsupportedError} if this server takes no reports, as Python servers don't; nothing was
   * sent then.
   */
  reportProblem(
    boardAddress: string,
    problem: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null> {
    return this.#conversation.as(
      (manners) => manners.reportProblem(boardAddress, problem, options),
      options,
    );
  }

  /**
   * Rejects: boards are reached directly, where this port is.
   *
   * @throws {UnsupportedError} always.
   */
  openProxy(): Promise<ProxySocket> {
    return Promise.reject(new UnsupportedError(NO_PROXY));
  }

  /** Ends the connection politely, within a second. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Ends the connection at once; calls that wait are rejected with `error`. */
  abort(
    error: ConnectionError = new ConnectionError("The connection was given up", "unknown"),
  ): void {
    this.#connection.abort(error);
  }

  /** Ends the connection politely. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

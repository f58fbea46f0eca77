import { type Abortable, systemClock } from "../clock.ts";
import { ConnectionError, ServerError } from "../errors.ts";
import { type CallOptions, Connection, type ConnectionOptions } from "./connection.ts";
import {
  type JobMachine,
  jobMachine,
  JobState,
  type JobStatus,
  jobStatus,
  jobSummaries,
  type JobSummary,
  type Location,
  location,
  machineSummaries,
  type MachineSummary,
  type Notification,
  notification,
} from "./messages.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import { NotificationFeed } from "./notifications.ts";
import { checkServerOptions } from "./check_server_options.ts";
import { type Place, whereIsArguments } from "./place.ts";
import type {
  BoardProblem,
  ClientOptions,
  CommandOptions,
  DestroyOptions,
} from "./client_options.ts";
import { checkRequest, createJobArguments, type JobRequest } from "./request.ts";
import { integer, nothing, nullable, type Shape, string, triple } from "./shape.ts";
import { dialInTime } from "./dial_in_time.ts";
import { dialTcp } from "./transport.ts";
import { tell } from "../tell.ts";

/** The TCP port of a spalloc server, unless it was given another. */
export const DEFAULT_PORT = 22244;

/**
 * A connection to a spalloc server with a method for each command of the
 * protocol. It does not reconnect; {@linkcode Job} does.
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
export class ProtocolClient implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #timeout: number | null;
  readonly #feeds: Set<NotificationFeed>;

  private constructor(
    connection: Connection,
    timeout: number | null,
    feeds: Set<NotificationFeed>,
  ) {
    this.#connection = connection;
    this.#timeout = timeout;
    this.#feeds = feeds;
    connection.closed.then((error) => {
      for (const feed of feeds) feed.end(error);
    });
  }

  /**
   * Connects to a server.
   *
   * @throws {RequestError} if the hostname or an option makes no sense.
   * @throws {ConnectionError} if nobody listens there.
   * @throws {TimeoutError} if nobody answers in time.
   */
  static async connect(hostname: string, options: ClientOptions = {}): Promise<ProtocolClient> {
    const { port = DEFAULT_PORT, timeout = null, signal, onNotification, clock } = options;
    checkServerOptions({ hostname, port, timeout });
    const transport = await dialInTime(options.dial ?? dialTcp, { hostname, port }, {
      timeout,
      clock: clock ?? systemClock,
      ...(signal && { signal }),
    });
    const feeds = new Set<NotificationFeed>();
    const settings: ConnectionOptions = {
      onNotification: (line) => {
        // Read even if nobody listens: a line that is none ends the connection.
        const changes = notification(line, "notification");
        for (const feed of feeds) feed.take(changes);
        tell(onNotification, changes);
      },
    };
    if (clock) settings.clock = clock;
    if (options.maxInFlight !== undefined) settings.maxInFlight = options.maxInFlight;
    return new ProtocolClient(new Connection(transport, settings), timeout, feeds);
  }

  /** Settles when the connection has ended: with what ended it, or `null` after `close`. */
  get closed(): Promise<ConnectionError | null> {
    return this.#connection.closed;
  }

  /** Whether calls can still be made. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Sends any command and gives its answer unchecked. */
  call(
    command: string,
    options: CommandOptions = {},
  ): Promise<unknown> {
    const { args = [], kwargs = {}, timeout = this.#timeout, signal } = options;
    return this.#connection.call({ command, args, kwargs }, {
      timeout,
      ...(signal && { signal }),
    });
  }

  /** The version that the server announces. */
  version(options?: CallOptions): Promise<string> {
    return this.#ask("version", string, { ...options });
  }

  /**
   * Creates a job and gives its id. Never repeat this after a
   * {@linkcode ConnectionError} whose outcome is `unknown`: it could allocate twice.
   *
   * @throws {RequestError} if the request makes no sense; nothing was sent then.
   */
  async createJob(request: JobRequest, options?: CallOptions): Promise<number> {
    checkRequest(request);
    return await this.#ask("create_job", integer, { ...createJobArguments(request), ...options });
  }

  /** Keeps a job alive. Says nothing about whether there is such a job. */
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void> {
    return this.#ask("job_keepalive", nothing, { args: [jobId], ...options });
  }

  /** The state of a job; it keeps the job alive as well. */
  async getJobState(jobId: number, options?: CallOptions): Promise<JobStatus> {
    try {
      return await this.#ask("get_job_state", jobStatus, { args: [jobId], ...options });
    } catch (error) {
      // What Java servers say of a job that Python servers answer with state 0 for.
      if (error instanceof ServerError && /no such job/i.test(error.message)) return NO_SUCH_JOB;
      throw error;
    }
  }

  /** The boards of a job; `null` while it has none. */
  async getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null> {
    try {
      return await this.#ask("get_job_machine_info", jobMachine, { args: [jobId], ...options });
    } catch (error) {
      // What Java servers say where Python servers answer with nothing but null.
      if (error instanceof ServerError && /not allocated|no such job/i.test(error.message)) {
        return null;
      }
      throw error;
    }
  }

  /** Powers a job's boards on; boards that are on are reset. */
  powerOnJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return this.#ask("power_on_job_boards", nothing, { args: [jobId], ...options });
  }

  /** Powers a job's boards off. */
  powerOffJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return this.#ask("power_off_job_boards", nothing, { args: [jobId], ...options });
  }

  /** Destroys a job, giving a reason to whoever asks about it. */
  destroyJob(jobId: number, options: DestroyOptions = {}): Promise<void> {
    const { reason = null, ...rest } = options;
    return this.#ask("destroy_job", nothing, { args: [jobId], kwargs: { reason }, ...rest });
  }

  /** Subscribes to changes of a job, or of all jobs. */
  notifyJob(jobId?: number, options?: CallOptions): Promise<void> {
    return this.#ask("notify_job", nothing, { args: some(jobId), ...options });
  }

  /** Ends a subscription to changes of a job, or of all jobs. */
  noNotifyJob(jobId?: number, options?: CallOptions): Promise<void> {
    return this.#ask("no_notify_job", nothing, { args: some(jobId), ...options });
  }

  /** Subscribes to changes of a machine, or of all machines. */
  notifyMachine(name?: string, options?: CallOptions): Promise<void> {
    return this.#ask("notify_machine", nothing, { args: some(name), ...options });
  }

  /** Ends a subscription to changes of a machine, or of all machines. */
  noNotifyMachine(name?: string, options?: CallOptions): Promise<void> {
    return this.#ask("no_notify_machine", nothing, { args: some(name), ...options });
  }

  /**
   * What changes from now on, of all that this connection subscribed to, until
   * it is closed. What changes while nobody asks comes as one notification.
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
    const feed = new NotificationFeed((feed) => this.#feeds.delete(feed), options.signal);
    this.#feeds.add(feed);
    if (!this.isOpen) this.closed.then((error) => feed.end(error));
    return feed;
  }

  /** All jobs that are queued or have boards, oldest first. */
  listJobs(options?: CallOptions): Promise<JobSummary[]> {
    return this.#ask("list_jobs", jobSummaries, { ...options });
  }

  /** All machines, the one that is filled first at the top. */
  listMachines(options?: CallOptions): Promise<MachineSummary[]> {
    return this.#ask("list_machines", machineSummaries, { ...options });
  }

  /** Where in the machine room a board is; `null` if there is no such board. */
  getBoardPosition(
    machineName: string,
    [x, y, z]: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null> {
    // Named arguments: Java servers read no others here.
    const kwargs = { machine_name: machineName, x, y, z };
    return this.#ask("get_board_position", nullable(triple), { kwargs, ...options });
  }

  /** Which board is at a place in the machine room; `null` if none is. */
  getBoardAtPosition(
    machineName: string,
    [cabinet, frame, board]: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null> {
    const kwargs = { machine_name: machineName, x: cabinet, y: frame, z: board };
    return this.#ask("get_board_at_position", nullable(triple), { kwargs, ...options });
  }

  /**
   * Everything about the place of a board or chip; `null` if there is none.
   *
   * @throws {RequestError} if that names no place; nothing was sent then.
   */
  async whereIs(place: Place, options?: CallOptions): Promise<Location | null> {
    return await this.#ask("where_is", location, { kwargs: whereIsArguments(place), ...options });
  }

  /** Reports a problem with a board; Java servers only. Gives the server's words, if any. */
  reportProblem(
    boardAddress: string,
    problem: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null> {
    return this.#ask("report_problem", nullable(string), {
      args: [boardAddress],
      kwargs: { ...problem },
      ...options,
    });
  }

  /** Ends the connection politely, within a second. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Ends the connection at once; calls that wait are rejected with `error`. */
  abort(
    error: ConnectionError = new ConnectionError("the connection was given up", "unknown"),
  ): void {
    this.#connection.abort(error);
  }

  /** Ends the connection politely. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask<T>(
    command: string,
    shape: Shape<T>,
    options: CommandOptions,
  ): Promise<T> {
    const answer = await this.call(command, options);
    try {
      return shape(answer, command);
    } catch (error) {
      // A server that answers nonsense to one call is not trusted with the next.
      if (error instanceof ConnectionError) this.abort(error);
      throw error;
    }
  }
}

const NO_SUCH_JOB: JobStatus = {
  state: JobState.unknown,
  power: null,
  keepalive: null,
  reason: null,
  startTime: null,
  keepaliveHost: null,
};

function some<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

import { type Abortable, type Clock, systemClock } from "../clock.ts";
import { ConnectionError, RequestError } from "../errors.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import type { BoardProblem, DestroyOptions, ListJobsOptions } from "../protocol/client_options.ts";
import type { CallOptions } from "../protocol/connection.ts";
import {
  type JobMachine,
  JobState,
  type JobStatus,
  type JobSummary,
  type Location,
  type MachineSummary,
  type Notification,
} from "../protocol/messages.ts";
import { NotificationFeeds } from "../protocol/notifications.ts";
import type { Place } from "../protocol/place.ts";
import type { JobRequest } from "../protocol/request.ts";
import { ListPoller } from "../protocol/servers/list_poller.ts";
import type { Server } from "../server.ts";
import { parseServerAddress, withoutLogin } from "../server_address.ts";
import { ApiConversation } from "./conversation.ts";
import { createJob } from "./create_job.ts";
import type { Credentials } from "./credentials.ts";
import { type Fetch, HttpSender } from "./http.ts";
import { findJobs } from "./find_jobs.ts";
import { JobList } from "./job_list.ts";
import type { LoginMemory } from "./login_memory.ts";
import { JobPoller } from "./job_poller.ts";
import {
  beat,
  describeJob,
  destroyJob,
  keepJobAlive,
  powerJob,
  readJobMachine,
  readJobState,
  stateOf,
} from "./jobs.ts";
import { MachineBoards } from "./machine_boards.ts";
import { MachineList } from "./machine_list.ts";
import { Pages } from "./pages/pages.ts";
import type { ProxySocket } from "./proxy/socket.ts";
import { reportProblem } from "./report_problem.ts";
import { whereIs, whereIsAddress } from "./where_is.ts";

/** Seconds between two lists, at first and at most. */
const LIST_PAUSES = [5, 5] as const;

/** Options of an {@linkcode ApiClient}. */
export interface ApiClientOptions {
  /** Credentials to log in with. */
  credentials?: Credentials | undefined;
  /** Memory of logins over runs of the program, if any. */
  logins?: LoginMemory | undefined;
  /** Further certificates to trust, in PEM. */
  ca?: string | undefined;
  /** Maximum seconds for each call; `null` for no limit. */
  timeout?: number | null | undefined;
  /** Called with each change of jobs and machines, once subscribed. */
  onNotification?: ((notification: Notification) => void) | undefined;
  clock?: Clock | undefined;
  fetch?: Fetch | undefined;
  /** Called with each request and answer, without credentials. */
  trace?: ((text: string) => void) | undefined;
}

/**
 * A client of the HTTP API of a Java server, with a method for everything that a server of any
 * kind can do. It logs in with the first request, and again whenever that is needed.
 *
 * There is no lasting connection: it counts as broken after the first request that went wrong,
 * as a connection to another kind of server would.
 */
export class ApiClient implements Server {
  readonly serverKind = "v2";
  /** Whether the server may give the id of a job that is gone to another one: it never does. */
  readonly reusesIds = false;
  /** Whether jobs of others look to the user like jobs that do not exist: they do. */
  readonly hidesOthers = true;
  readonly #talk: ApiConversation;
  readonly #feeds: NotificationFeeds;
  readonly #jobList: JobList;
  readonly #machineList: MachineList;
  readonly #lists: ListPoller;
  readonly #jobs: JobPoller;

  /**
   * Creates a client, which sends nothing before it is asked.
   *
   * @throws {RequestError} if that is no URL of a server.
   */
  constructor(url: string, options: ApiClientOptions = {}) {
    const { credentials, logins, ca, timeout = null, clock = systemClock } = options;
    const address = parseServerAddress(url);
    if (typeof address === "string" || address.kind !== "url") {
      const wanted = typeof address === "string" ? address : "an https:// URL";
      throw new RequestError(`Cannot use ${withoutLogin(url)} as hostname: it must be ${wanted}`);
    }
    this.#feeds = new NotificationFeeds(options.onNotification);
    this.#talk = new ApiConversation({
      base: new URL(address.hostname),
      credentials: credentials ?? address.login,
      logins,
      ca,
      sender: new HttpSender({ fetch: options.fetch, ca, trace: options.trace }),
      feeds: this.#feeds,
      clock,
      timeout,
    });
    const pages = new Pages(this.#talk);
    const machines = new MachineBoards(this.#talk, pages);
    this.#jobList = new JobList(this.#talk, { pages, machines });
    this.#machineList = new MachineList(this.#talk, machines);
    const looking = { signal: this.#talk.ended };
    this.#lists = new ListPoller(this.#talk, {
      jobs: () => this.#jobList.read(looking),
      machines: () => this.#machineList.read(looking),
    }, LIST_PAUSES);
    this.#jobs = new JobPoller(this.#talk, async (jobId) => {
      const job = await describeJob(this.#talk, jobId, looking);
      return job ? stateOf(job) : JobState.unknown;
    });
    this.closed.then((error) => this.#feeds.end(error));
  }

  /** Requests of this client. */
  get talk(): ApiConversation {
    return this.#talk;
  }

  /** Whether no request went wrong yet. */
  get isOpen(): boolean {
    return this.#talk.life.isOpen;
  }

  /** Settles when the client has ended: with the error that ended it, or `null` after `close`. */
  get closed(): Promise<ConnectionError | null> {
    return this.#talk.life.closed;
  }

  /** Reads the version of the server. */
  async version(options?: CallOptions): Promise<string> {
    return (await this.#talk.readRoot(options)).version;
  }

  /**
   * Creates a job and returns its id. Never repeat this after a {@linkcode ConnectionError} whose
   * outcome is `unknown`: it could allocate twice.
   *
   * @throws {RequestError} if the request makes no sense; nothing was sent then.
   */
  createJob(request: JobRequest, options?: CallOptions): Promise<number> {
    return createJob(this.#talk, request, options);
  }

  /**
   * Lists ids of the user's jobs that may have come of a request of the last `seconds`. At most the
   * newest jobs of all users are looked at.
   */
  findJobs(request: JobRequest, seconds: number, options?: CallOptions): Promise<number[]> {
    return findJobs(this.#talk, request, seconds, options);
  }

  /** Keeps a job alive, whether or not there is such a job. */
  jobKeepalive(jobId: number, options?: CallOptions): Promise<void> {
    return keepJobAlive(this.#talk, jobId, options);
  }

  /** Reads the state of a job, which does not keep it alive. */
  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus> {
    return this.#looked(jobId, readJobState(this.#talk, jobId, options));
  }

  /** Keeps a job alive, and reads its state. */
  beat(jobId: number, options?: CallOptions): Promise<JobStatus> {
    return this.#looked(jobId, beat(this.#talk, jobId, options));
  }

  /** Reads the boards of a job; `null` while it has none. */
  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null> {
    return readJobMachine(this.#talk, jobId, options);
  }

  /** Powers a job's boards on; boards that are on are reset. */
  powerOnJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return powerJob(this.#talk, jobId, "ON", options);
  }

  /** Powers a job's boards off. */
  powerOffJobBoards(jobId: number, options?: CallOptions): Promise<void> {
    return powerJob(this.#talk, jobId, "OFF", options);
  }

  /** Destroys a job, with a reason for whoever asks about it. */
  destroyJob(jobId: number, options?: DestroyOptions): Promise<void> {
    return destroyJob(this.#talk, jobId, options);
  }

  /** Reports changes of a job, or of all jobs, which are found by looking. */
  async notifyJob(jobId?: number): Promise<void> {
    if (jobId === undefined) return await this.#lists.watch("jobs", true);
    this.#jobs.watch(jobId);
  }

  /** Ends reports of changes of a job, or of all jobs. */
  async noNotifyJob(jobId?: number): Promise<void> {
    if (jobId === undefined) return await this.#lists.watch("jobs", false);
    this.#jobs.unwatch(jobId);
  }

  /** Reports changes of all machines, whichever is named: one list has them all. */
  notifyMachine(): Promise<void> {
    return this.#lists.watch("machines", true);
  }

  /** Ends reports of changes of machines. */
  noNotifyMachine(): Promise<void> {
    return this.#lists.watch("machines", false);
  }

  /** Yields changes of all that this client subscribed to, until it has ended. */
  notifications(options: Abortable = {}): AsyncIterableIterator<Notification> {
    const feed = this.#feeds.add(options.signal);
    if (!this.isOpen) this.closed.then((error) => feed.end(error));
    return feed;
  }

  /**
   * Lists all jobs that are queued or have boards, oldest first: the user's own whole, and those of
   * others as far as it can be known, which is the id at least.
   */
  async listJobs(options: ListJobsOptions = {}): Promise<JobSummary[]> {
    const taken = options.whole?.length ? null : this.#lists.takeJobs();
    return taken ?? await this.#jobList.read(options);
  }

  /** Lists all machines, in the order in which they are filled. */
  async listMachines(options?: CallOptions): Promise<MachineSummary[]> {
    return this.#lists.takeMachines() ?? await this.#machineList.read(options);
  }

  /** Locates a board in the machine room; `null` if there is no such board. */
  async getBoardPosition(
    machine: string,
    board: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null> {
    return (await this.whereIs({ machine, board }, options))?.physical ?? null;
  }

  /** Finds the board at a position in the machine room; `null` if there is none. */
  async getBoardAtPosition(
    machine: string,
    physical: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null> {
    return (await this.whereIs({ machine, physical }, options))?.logical ?? null;
  }

  /** Locates a board or chip; `null` if there is none. */
  whereIs(place: Place, options?: CallOptions): Promise<Location | null> {
    return whereIs(this.#talk, place, options);
  }

  /** Locates the board with an IP address, on whichever machine; `null` if there is none. */
  whereIsAddress(address: string, options?: CallOptions): Promise<Location | null> {
    return whereIsAddress(this.#talk, address, options);
  }

  /**
   * Reports a problem with a board of a job, and returns the server's words.
   *
   * @throws {RequestError} if the problem names no job.
   * @throws {ServerError} if the server takes no such report.
   */
  reportProblem(
    boardAddress: string,
    problem: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null> {
    return reportProblem(this.#talk, boardAddress, problem, options);
  }

  /** Opens a websocket to the boards of a job. */
  async openProxy(jobId: number, options: CallOptions = {}): Promise<ProxySocket> {
    const { openProxy } = await import("./proxy/open_proxy.ts");
    return await openProxy(this.#talk, jobId, options);
  }

  /** Ends the client once its calls are through, within a second. */
  close(): Promise<void> {
    return this.#talk.life.close();
  }

  /** Ends the client at once; calls that wait are rejected with `error`. */
  abort(
    error: ConnectionError = new ConnectionError("The connection was given up", "unknown"),
  ): void {
    this.#talk.life.abort(error);
  }

  /** Ends the client politely. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns a look at a job, and counts it as one of the poller's. */
  async #looked(jobId: number, look: Promise<JobStatus>): Promise<JobStatus> {
    const status = await look;
    this.#jobs.take(jobId, status.state);
    return status;
  }
}

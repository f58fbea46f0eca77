import { type Clock, orAborted, systemClock } from "./clock.ts";
import {
  JobDestroyedError,
  JobUnknownError,
  NotReadyError,
  RequestError,
  type SpallocError,
  TimeoutError,
} from "./errors.ts";
import { createJob } from "./create_job.ts";
import { IdentityCheck, type JobIdentity } from "./lifeline/identity.ts";
import { type KeepsAlive, Lifeline } from "./lifeline/lifeline.ts";
import { RemoteLifeline } from "./lifeline/remote.ts";
import type { ProtocolClient } from "./protocol/client.ts";
import {
  type ChipCoordinate,
  type JobMachine,
  JobState,
  type JobStatus,
  type Location,
} from "./protocol/messages.ts";
import { checkRequest, type JobRequest } from "./protocol/request.ts";
import { type ServerOptions, Session } from "./session.ts";

/** How a {@linkcode Job} reaches its server, and what it tells on the way. */
export interface JobOptions extends ServerOptions {
  /** Gives up creating or resuming; a job that was created in the meantime is destroyed. */
  signal?: AbortSignal;
  /**
   * Where the job is kept alive from: in a worker, which beats on while this
   * thread is busy (the default), or in this thread, which costs less.
   */
  keepaliveIn?: "worker" | "thread";
  /** Told when the server can't be reached; it is tried again and again. */
  onTrouble?: (error: SpallocError) => void;
  /** Told when the server is reached again. */
  onRecovered?: () => void;
}

/** How long to wait. */
export interface WaitOptions {
  /** Seconds; `null`, the default, for as long as it takes. */
  timeout?: number | null;
  /** Stops waiting. */
  signal?: AbortSignal;
}

/** Seconds that the way out takes at most when a job must be destroyed after an abort. */
const LEAVE_SECONDS = 2;

/**
 * A job on a spalloc server: it is created or resumed, kept alive, waited for,
 * powered and destroyed.
 *
 * Two connections serve it: one for calls and notifications, one that only
 * keeps it alive. Both are made again when they break, for as long as the job
 * is wanted, and never taken for another job's.
 *
 * @example Boards for as long as a block lasts
 * ```ts
 * import { Job } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0.1 });
 * const { hostname, port } = server;
 * await using job = await Job.create({ what: [3], owner: "me@example.org" }, { hostname, port });
 * const machine = await job.waitUntilReady();
 * machine.connections[0]?.hostname; // the address of chip (0, 0)
 * ```
 */
export class Job implements AsyncDisposable {
  /** The id that the server gave the job. */
  readonly id: number;
  /** Seconds the job lives without a sign of life; `null` for ever. */
  readonly keepalive: number | null;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #lifeline: KeepsAlive;
  readonly #gone = new AbortController();
  readonly #changed = new Set<() => void>();
  #status: JobStatus;
  #machine: JobMachine | null = null;
  #refreshing = false;
  #isStale = false;
  #closed = false;

  private constructor(
    session: Session,
    events: Events,
    { check, status, keepalive, options }: {
      check: IdentityCheck;
      status: JobStatus;
      keepalive: number | null;
      options: JobOptions;
    },
  ) {
    this.id = check.identity.jobId;
    this.keepalive = keepalive;
    this.#session = session;
    this.#clock = options.clock ?? systemClock;
    this.#status = status;
    events.onChange = () => this.#refresh();
    events.onReconnect = async (client) => {
      await client.notifyJob(this.id);
      this.#take(await check.read(client).catch((error) => this.#lost(error)));
    };
    const { onTrouble, onRecovered, signal: _signal, ...server } = options;
    const Kind = options.keepaliveIn === "thread" ? Lifeline : RemoteLifeline;
    this.#lifeline = new Kind({ ...server, identity: check.identity, keepalive }, {
      // Two connections can be read in any order, so the other one only says that it is time.
      onStatus: ({ state }) => state !== this.#status.state && this.#refresh(),
      onLost: (error) => this.#gone.abort(error),
      ...(onTrouble && { onTrouble }),
      ...(onRecovered && { onRecovered }),
    });
    this.#take(status);
  }

  /**
   * Asks for boards. The job is queued or being powered on when this returns.
   *
   * @throws {RequestError} if the request makes no sense.
   * @throws {ConnectionError} if the server can't be reached.
   * @throws {VersionError} if the server's version is not one that is understood.
   * @throws {ServerError} if the server refuses the request.
   * @throws {UnknownOutcomeError} if the answer was lost: a job may exist.
   */
  static async create(request: JobRequest, options: JobOptions): Promise<Job> {
    checkRequest(request);
    const { keepalive = 60 } = request;
    return await Job.#open(options, keepalive, async (session) => {
      const jobId = await createJob(session, request, options);
      return { jobId, startTime: null, owner: request.owner };
    });
  }

  /**
   * Takes on a job that exists, and keeps it alive from now on.
   *
   * @throws {JobDestroyedError} if it was destroyed.
   * @throws {JobUnknownError} if the server does not know it.
   * @throws {ConnectionError} if the server can't be reached.
   */
  static async resume(jobId: number, options: JobOptions): Promise<Job> {
    if (!Number.isSafeInteger(jobId) || jobId < 1) {
      throw new RequestError(`Cannot resume job ${jobId}: a job's id is a whole number from 1 on`);
    }
    return await Job.#open(options, undefined, () => {
      return Promise.resolve({ jobId, startTime: null, owner: null });
    });
  }

  static async #open(
    options: JobOptions,
    keepalive: number | null | undefined,
    begin: (session: Session) => Promise<JobIdentity>,
  ): Promise<Job> {
    const { signal, onTrouble, onRecovered } = options;
    const events: Events = {};
    const session = await Session.open(options, {
      onNotification: () => events.onChange?.(),
      onReconnect: (client) => events.onReconnect?.(client) ?? Promise.resolve(),
      ...(onTrouble && { onTrouble }),
      ...(onRecovered && { onRecovered }),
      ...(signal && { signal }),
    });
    try {
      return await Job.#begin(session, events, await begin(session), { keepalive, options });
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  static async #begin(
    session: Session,
    events: Events,
    identity: JobIdentity,
    { keepalive, options }: { keepalive: number | null | undefined; options: JobOptions },
  ): Promise<Job> {
    const { jobId } = identity;
    const { signal } = options;
    const resumed = keepalive === undefined;
    const check = new IdentityCheck(identity);
    events.onReconnect = async (client) => {
      await client.notifyJob(jobId);
      await check.read(client);
    };
    try {
      await session.query((client) => client.notifyJob(jobId), signal && { signal });
      const status = await session.query(
        (client) => client.getJobState(jobId),
        signal && { signal },
      );
      identity.startTime = status.startTime ?? await findStartTime(session, jobId, status);
      if (resumed) throwIfGone(jobId, status);
      signal?.throwIfAborted();
      return new Job(session, events, {
        check,
        status,
        keepalive: resumed ? status.keepalive : keepalive,
        options,
      });
    } catch (error) {
      // Nobody will ever know its id, so nobody else can free its boards.
      if (!resumed) {
        await destroyInTime(session, jobId, { seconds: LEAVE_SECONDS, clock: options.clock }).catch(
          () => {},
        );
      }
      throw error;
    }
  }

  /** The state as last heard of: one of {@linkcode JobState}. */
  get state(): number {
    return this.#status.state;
  }

  /** What was last heard of the job. */
  get status(): JobStatus {
    return this.#status;
  }

  /**
   * Aborted as soon as the job is known to be gone, with the
   * {@linkcode JobDestroyedError} or {@linkcode JobUnknownError} that says why.
   */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Reads the state from the server. */
  readStatus(options: { signal?: AbortSignal } = {}): Promise<JobStatus> {
    return this.#session.query((client) => client.getJobState(this.id), options);
  }

  /** The boards of the job; `null` while it has none. */
  async machine(options: { signal?: AbortSignal } = {}): Promise<JobMachine | null> {
    // The boards of a job never change once it has them.
    const ask = (client: ProtocolClient): Promise<JobMachine | null> =>
      client.getJobMachineInfo(this.id);
    return this.#machine ??= await this.#session.query(ask, options);
  }

  /** How many jobs are queued before this one, of those that the server lists: approximate. */
  async queuePlace(options: { signal?: AbortSignal } = {}): Promise<number | null> {
    const jobs = await this.#session.query((client) => client.listJobs(), options);
    const queued = jobs.filter((job) => job.state === JobState.queued);
    const place = queued.findIndex((job) => job.jobId === this.id);
    return place < 0 ? null : place + 1;
  }

  /**
   * Waits until the state is another than `from`, and gives it; or `from`,
   * when the timeout is over first.
   */
  async waitForStateChange(from: number, options: WaitOptions = {}): Promise<number> {
    const { timeout = null, signal } = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.state !== from || this.#gone.signal.aborted) resolve();
    };
    this.#changed.add(look);
    const cancel = timeout === null ? () => {} : this.#clock.after(timeout, resolve);
    look();
    try {
      await orAborted(promise, signal);
    } finally {
      cancel();
      this.#changed.delete(look);
    }
    return this.state;
  }

  /**
   * Waits until the boards are allocated and powered, and gives them.
   *
   * @throws {NotReadyError} when the timeout is over first.
   * @throws {JobDestroyedError} if the job is destroyed.
   * @throws {JobUnknownError} if the server lost the job.
   */
  async waitUntilReady(options: WaitOptions = {}): Promise<JobMachine> {
    const { timeout = null, signal } = options;
    const until = timeout === null ? Infinity : this.#clock.now() + timeout;
    for (let { state } = this;; state = this.state) {
      this.#gone.signal.throwIfAborted();
      if (state === JobState.ready) {
        const machine = await this.machine(signal && { signal });
        if (machine) return machine;
      }
      const left = until - this.#clock.now();
      if (left <= 0) throw new NotReadyError(this.id, timeout ?? 0);
      await this.waitForStateChange(state, {
        timeout: left === Infinity ? null : left,
        ...(signal && { signal }),
      });
    }
  }

  /** Every state from now on, the present one first, until the job is gone. */
  async *states({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<JobStatus> {
    for (let { status } = this;; status = this.status) {
      yield status;
      if (this.#gone.signal.aborted || this.#closed) return;
      await this.waitForStateChange(status.state, signal && { signal });
    }
  }

  /** Powers the boards on; those that are on are reset. Wait until ready afterwards. */
  async powerOn(options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#power((client) => client.powerOnJobBoards(this.id), options);
  }

  /** Powers the boards off. Wait until ready afterwards. */
  async powerOff(options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#power((client) => client.powerOffJobBoards(this.id), options);
  }

  /** Resets the boards. Wait until ready afterwards. */
  reset(options: { signal?: AbortSignal } = {}): Promise<void> {
    return this.powerOn(options);
  }

  /** Where a chip of the job is; `null` if it has no such chip. */
  whereIs(chip: ChipCoordinate, options: { signal?: AbortSignal } = {}): Promise<Location | null> {
    return this.#session.query((client) => client.whereIs({ jobId: this.id, chip }), options);
  }

  /**
   * Destroys the job and frees its boards.
   *
   * @throws {ConnectionError} if the server could not be told within `timeout`
   * seconds (10 when not given): it frees the boards when the keepalive is over.
   */
  async destroy(reason?: string, { timeout = 10 }: { timeout?: number } = {}): Promise<void> {
    try {
      if (this.#closed || this.#gone.signal.aborted) return;
      await destroyInTime(this.#session, this.id, {
        seconds: timeout,
        clock: this.#clock,
        gone: this.#gone.signal,
        ...(reason !== undefined && { reason }),
      });
    } catch (error) {
      if (!this.#gone.signal.aborted) throw error;
    } finally {
      await this.close();
    }
  }

  /** Stops keeping the job alive, and leaves it to itself. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#lifeline.stop(), this.#session.close()]);
  }

  /** Destroys the job. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }

  async #power(
    ask: (client: ProtocolClient) => Promise<void>,
    options: { signal?: AbortSignal },
  ): Promise<void> {
    // Power-on resets boards that are on, so it is not repeated when it may have been done.
    await this.#session.query(ask, { ...options, onlyIfNotSent: true });
    this.#take(await this.readStatus(options));
  }

  /** Reads the state anew; changes that come meanwhile are read once more, not once each. */
  async #refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      while (this.#isStale && !this.#closed && !this.#gone.signal.aborted) {
        this.#isStale = false;
        this.#take(await this.readStatus());
      }
    } catch {
      // The session was closed, or the server talks nonsense: the lifeline will tell.
    } finally {
      this.#refreshing = false;
    }
  }

  #take(status: JobStatus): void {
    this.#status = status;
    try {
      throwIfGone(this.id, status);
    } catch (error) {
      this.#gone.abort(error);
    }
    for (const look of this.#changed) look();
  }

  #lost(error: unknown): JobStatus {
    if (!(error instanceof JobUnknownError)) throw error;
    this.#gone.abort(error);
    return { ...this.#status, state: JobState.unknown, power: null };
  }
}

/** What a session is to call; the job that it serves is made after it. */
interface Events {
  onChange?: () => void;
  onReconnect?: (client: ProtocolClient) => Promise<void>;
}

function throwIfGone(jobId: number, { state, reason }: JobStatus): void {
  if (state === JobState.destroyed) throw new JobDestroyedError(jobId, reason);
  if (state === JobState.unknown) throw new JobUnknownError(jobId);
}

/**
 * Destroys a job, or gives up after some seconds. To destroy it twice does no
 * harm, and after a reconnection the session has made sure that it is still ours.
 */
async function destroyInTime(
  session: Session,
  jobId: number,
  { seconds, clock = systemClock, gone, reason }: {
    seconds: number;
    clock?: Clock | undefined;
    gone?: AbortSignal;
    reason?: string;
  },
): Promise<void> {
  const late = new AbortController();
  const cancel = clock.after(seconds, () => {
    late.abort(new TimeoutError(`the server did not confirm it within ${seconds} s`, "unknown"));
  });
  const signal = gone ? AbortSignal.any([late.signal, gone]) : late.signal;
  try {
    await session.query(
      (client) => client.destroyJob(jobId, { signal, ...(reason && { reason }) }),
      { signal },
    );
  } finally {
    cancel();
  }
}

/** Old servers tell when a job was created in their list of jobs only. */
async function findStartTime(
  session: Session,
  jobId: number,
  { state }: JobStatus,
): Promise<number | null> {
  if (state === JobState.destroyed || state === JobState.unknown) return null;
  const jobs = await session.query((client) => client.listJobs());
  return jobs.find((job) => job.jobId === jobId)?.startTime ?? null;
}

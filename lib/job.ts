import { type Abortable, systemClock } from "./clock.ts";
import type { Forwarding, ForwardOptions } from "./forwarding/forwarding.ts";
import { beginJob, takeOnJob } from "./job/begin_job.ts";
import { HeldJob } from "./job/held_job.ts";
import { JobBoards } from "./job/job_boards.ts";
import { JobProxy } from "./job/job_proxy.ts";
import { queuePlace, surroundingsOf } from "./job/job_queue.ts";
import type { KnownStatus } from "./job/known_status.ts";
import type { OpenedJob } from "./job/opening.ts";
import type { JobOptions, Surroundings, WaitOptions } from "./job/options.ts";
import { type BoardOfJob, type BoardReport, reportBoard } from "./job/report_board.ts";
import type { KeepaliveThread } from "./lifeline/choose_thread.ts";
import { bootHostname } from "./machine/boot_chip.ts";
import type { BoardCoordinate, ChipCoordinate } from "./machine/coordinates.ts";
import type { EthernetChip, JobMachine, JobStatus, Location } from "./protocol/messages.ts";
import type { BoardPlace } from "./protocol/place.ts";
import type { JobConditions, JobRequest } from "./protocol/request.ts";
import { noticesFor, type RequestNotice } from "./protocol/servers/notices.ts";
import { expiryPeriod, type ServerKind } from "./protocol/servers/server_kind.ts";
import type { BoardChannel } from "./v2/proxy/board_channel.ts";

export type { JobOptions };

/** Keepalive in seconds of a job that asks for none. */
const DEFAULT_KEEPALIVE = 60;

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
 * await using job = await Job.create({ what: 3, owner: "me@example.org" }, { hostname, port });
 * const machine = await job.waitUntilReady();
 * machine.connections[0]?.hostname; // the address of chip (0, 0)
 * ```
 */
export class Job implements AsyncDisposable {
  /** Id that the server gave the job. */
  readonly id: number;
  /** Seconds the job lives without a sign of life; `null` for ever. */
  readonly keepalive: number | null;
  /** Thread that keeps the job alive. */
  readonly keepaliveIn: KeepaliveThread;
  /** Kind of the job's server. */
  readonly serverKind: ServerKind;
  /**
   * Conditions of the request that this kind of server does not honour, and what it does instead.
   */
  readonly notices: readonly RequestNotice[];
  readonly #held: HeldJob;
  readonly #known: KnownStatus;
  readonly #boards: JobBoards;
  readonly #proxy: JobProxy;

  private constructor(
    opened: OpenedJob,
    request: JobConditions,
    options: JobOptions & { keepaliveIn: KeepaliveThread },
  ) {
    // What the server made of it, if it tells.
    const keepalive = opened.keepalive ?? request.keepalive ?? null;
    this.#held = new HeldJob(opened, keepalive, options);
    this.#known = this.#held.known;
    const { clock = systemClock } = options;
    const requireTorus = request.requireTorus === true;
    this.#boards = new JobBoards(this.#held, { clock, requireTorus });
    this.#proxy = new JobProxy(this.#held, { ...options, clock });
    this.id = this.#held.id;
    this.keepalive = keepalive;
    this.keepaliveIn = options.keepaliveIn;
    this.serverKind = this.#held.serverKind;
    this.notices = noticesFor(request, { kind: this.serverKind, keepalive });
  }

  /**
   * Creates a job. It is queued or being powered on when this returns.
   *
   * Nothing is read from the environment or from files: {@linkcode requestFromSettings}
   * and {@linkcode serverFromSettings} bring what is configured.
   *
   * @throws {RequestError} if the request makes no sense, or a worker is wanted that may
   * not be loaded.
   * @throws {ConnectionError} if the server can't be reached.
   * @throws {VersionError} if the server's version is not one that is understood.
   * @throws {JobRefusedError} if a Java server refuses the request, and says why.
   * @throws {ServerError} if the server refuses the request otherwise.
   * @throws {UnknownOutcomeError} if the answer was lost: a job may exist; or if a new job
   * could not be destroyed when this had to be given up.
   * @throws {JobUnknownError} if the server lost the job before its state could be read.
   */
  static async create(request: JobRequest, options: JobOptions): Promise<Job> {
    const { keepalive = DEFAULT_KEEPALIVE } = request;
    const { opened, keepaliveIn } = await beginJob(request, options);
    return new Job(opened, { ...request, keepalive }, { ...options, keepaliveIn });
  }

  /**
   * Resumes an existing job, and keeps it alive from now on.
   *
   * @throws {RequestError} if that is no id of a job, or a worker is wanted that may not
   * be loaded.
   * @throws {JobDestroyedError} if it was destroyed.
   * @throws {JobUnknownError} if the server does not know it.
   * @throws {ConnectionError} if the server can't be reached.
   * @throws {VersionError} if the server's version is not one that is understood.
   *
   * @example Leaving a job, and coming back
   * ```ts
   * import { Job } from "@spalloc/client";
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({ powerDelay: 0.1 });
   * const { hostname, port } = server;
   * const left = await Job.create({ owner: "me@example.org" }, { hostname, port });
   * await left.close();
   *
   * await using job = await Job.resume(left.id, { hostname, port });
   * ```
   */
  static async resume(jobId: number, options: JobOptions): Promise<Job> {
    const { opened, keepaliveIn } = await takeOnJob(jobId, options);
    return new Job(opened, {}, { ...options, keepaliveIn });
  }

  /**
   * Seconds without a sign of life after which the server has destroyed the job: its keepalive, and
   * the interval of the server's checks; `null` if it never does.
   */
  get expiresWithin(): number | null {
    return this.keepalive === null ? null : this.keepalive + expiryPeriod(this.serverKind);
  }

  /** Last known state: one of {@linkcode JobState}, or a number from a newer server. */
  get state(): number {
    return this.#known.current.state;
  }

  /** Last known status: state, power, and the reason if it was destroyed. */
  get status(): JobStatus {
    return this.#known.current;
  }

  /**
   * Aborted once the job is known to be gone, with the {@linkcode JobDestroyedError} or
   * {@linkcode JobUnknownError} that says why.
   */
  get gone(): AbortSignal {
    return this.#known.gone;
  }

  /**
   * Host name or IP address of the board with chip (0, 0); `null` until known, which takes
   * `waitUntilReady()` or `machine()`.
   */
  get hostname(): string | null {
    return bootHostname(this.#boards.known?.connections);
  }

  /** Width of the job's network in chips; `null` until known. */
  get width(): number | null {
    return this.#boards.known?.width ?? null;
  }

  /** Height of the job's network in chips; `null` until known. */
  get height(): number | null {
    return this.#boards.known?.height ?? null;
  }

  /** Every Ethernet-connected chip and its address, sorted by x, then y; `null` until known. */
  get connections(): readonly EthernetChip[] | null {
    return this.#boards.known?.connections ?? null;
  }

  /** Name of the machine that the boards belong to; `null` until known. */
  get machineName(): string | null {
    return this.#boards.known?.machineName ?? null;
  }

  /** Boards, by their logical coordinates in that machine; `null` until known. */
  get boards(): readonly BoardCoordinate[] | null {
    return this.#boards.known?.boards ?? null;
  }

  /**
   * Reads the state from the server.
   *
   * This, like all that asks the server, is repeated on the next connection when
   * one breaks, for as long as it takes, or until the signal is aborted.
   *
   * @throws {JobDestroyedError} if the job is known to be destroyed.
   * @throws {JobUnknownError} if the server lost the job.
   * @throws {ConnectionError} if the job is closed, or the server keeps answering nonsense.
   */
  readStatus(options: Abortable = {}): Promise<JobStatus> {
    return this.#held.ask((client) => client.getJobState(this.id), options);
  }

  /**
   * Returns the boards of the job, read from the server the first time; `null` while it has none.
   *
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  machine(options: Abortable = {}): Promise<JobMachine | null> {
    return this.#boards.read(options);
  }

  /**
   * Returns the job's place in the queue, from 1: approximate, as machines differ; `null` if not
   * queued, or where the server does not tell whether jobs of others are.
   *
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  queuePlace(options: Abortable = {}): Promise<number | null> {
    return queuePlace(this.#held, options);
  }

  /**
   * Returns what the wait for boards depends on, asked for over the job's own connection.
   *
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  surroundings(options: Abortable = {}): Promise<Surroundings> {
    return surroundingsOf(this.#held, options);
  }

  /**
   * Waits for a state other than `from`, and returns it; or `from`, if the timeout is over or the
   * job is closed first. It does not throw when the job is destroyed: that is a state, too.
   */
  waitForStateChange(from: number, options: WaitOptions = {}): Promise<number> {
    return this.#known.waitForChange(from, options);
  }

  /**
   * Waits until the boards are allocated and powered, and returns them.
   *
   * @throws {NotReadyError} when the timeout is over first.
   * @throws {NoTorusError} if a torus was required, and the boards are none.
   * @throws {JobDestroyedError} if the job is destroyed.
   * @throws {JobUnknownError} if the server lost the job.
   * @throws {ConnectionError} if the job is closed meanwhile.
   *
   * @example For a minute at most
   * ```ts
   * import { Job } from "@spalloc/client";
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({ powerDelay: 0.1 });
   * const { hostname, port } = server;
   * await using job = await Job.create({ owner: "me@example.org" }, { hostname, port });
   * const { width, height, connections } = await job.waitUntilReady({ timeout: 60 });
   * ```
   */
  waitUntilReady(options: WaitOptions = {}): Promise<JobMachine> {
    return this.#boards.waitUntilReady(options);
  }

  /**
   * Yields every change of state or power from now on, the present one first, until the job is gone
   * or closed. An aborted signal ends the loop with its reason.
   *
   * @example Following a job until its boards are on
   * ```ts
   * import { Job, JobState, jobStateName } from "@spalloc/client";
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({ powerDelay: 0.1 });
   * const { hostname, port } = server;
   * await using job = await Job.create({ owner: "me@example.org" }, { hostname, port });
   * for await (const { state } of job.states()) {
   *   console.error(jobStateName(state) ?? state);
   *   if (state === JobState.ready) break;
   * }
   * ```
   */
  states(options: Abortable = {}): AsyncGenerator<JobStatus> {
    return this.#known.changes(options.signal);
  }

  /**
   * Powers the boards on; those that are on are reset. Wait until ready afterwards.
   * Nothing happens if the job has no boards yet.
   *
   * It is not repeated where it may have been done already, for that would reset them again.
   *
   * @throws {ServerError} if the server refuses.
   * @throws {ConnectionError} if the connection broke, and nobody knows what became of it.
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  powerOn(options: Abortable = {}): Promise<void> {
    return this.#held.power((client) => client.powerOnJobBoards(this.id), options);
  }

  /**
   * Powers the boards off. Wait until ready afterwards.
   *
   * @throws {SpallocError} as {@linkcode Job.powerOn} does.
   */
  powerOff(options: Abortable = {}): Promise<void> {
    return this.#held.power((client) => client.powerOffJobBoards(this.id), options);
  }

  /**
   * Resets the boards: another name of {@linkcode Job.powerOn}.
   *
   * @throws {SpallocError} as {@linkcode Job.powerOn} does.
   */
  reset(options: Abortable = {}): Promise<void> {
    return this.powerOn(options);
  }

  /**
   * Locates a chip of the job: its board, in the machine and in the machine room; `null` if the job
   * has no such chip.
   *
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  whereIs(chip: ChipCoordinate, options: Abortable = {}): Promise<Location | null> {
    return this.#held.ask((client) => client.whereIs({ jobId: this.id, chip }), options);
  }

  /**
   * Opens a channel to a UDP port of a board, through the server: for boards that can't be reached
   * directly. 17893 is the port for SCP, 54321 on chip (0, 0) that for booting.
   *
   * All channels share one connection beside the other two, which is made again when it breaks.
   *
   * @param chip Ethernet chip of the board, one of {@linkcode Job.connections}.
   * @throws {UnsupportedError} if the server has no proxy to its boards, as on the line protocol.
   * @throws {RequestError} if that is no UDP port.
   * @throws {ServerError} if that is no Ethernet chip of the job.
   * @throws {ConnectionError} if the connection can't be made within a minute.
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  openChannel(
    chip: ChipCoordinate,
    port: number,
    { signal }: Abortable = {},
  ): Promise<BoardChannel> {
    return this.#proxy.openChannel(chip, port, signal);
  }

  /**
   * Gives each board a loopback address of its own, where programs on this computer reach it as if
   * they were in its network. Wait until ready before.
   *
   * @throws {UnsupportedError} if the server has no proxy to its boards, or this computer has not
   * enough loopback addresses.
   * @throws {RequestError} if a port is none.
   * @throws {NotReadyError} if the job has no boards yet.
   * @throws {ConnectionError} if the connection can't be made within a minute.
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   *
   * @example A program of another language, on boards far away
   * ```ts
   * import type { Job } from "@spalloc/client";
   *
   * async function run(job: Job): Promise<void> {
   *   await job.waitUntilReady();
   *   await using forwarding = await job.forward();
   *   const [root] = forwarding.boards;
   *   await new Deno.Command("rig-power", { args: [root!.hostname] }).output();
   * }
   * ```
   */
  forward(options: ForwardOptions = {}): Promise<Forwarding> {
    return this.#proxy.forward(this.#boards, options);
  }

  /**
   * Locates a board of the job's machine, by its logical coordinates or its position in the machine
   * room; `null` if there is none, or the job has no boards yet. It may be another job's.
   *
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   */
  async whereIsBoard(place: BoardPlace, options: Abortable = {}): Promise<Location | null> {
    const { machineName: machine } = this;
    if (machine === null) return null;
    return await this.#held.ask((client) => client.whereIs({ machine, ...place }), options);
  }

  /**
   * Reports that a board of the job does not work, so that its administrators learn of it: one
   * report a board and job. A Java server takes a board out of service that several people report.
   *
   * @param description What is wrong with it, for people.
   * @param which The board; it may be left out where the job has only one.
   *
   * @throws {RequestError} if the job has no such board, or nothing is said about it.
   * @throws {UnsupportedError} if the server takes no reports, as Python servers don't.
   * @throws {ServerError} if the server refuses the report, which may be the second one.
   * @throws {ConnectionError} if the connection broke, and nobody knows what became of it.
   * @throws {SpallocError} as {@linkcode Job.readStatus} does.
   *
   * @example Telling of a board that does not boot
   * ```ts
   * import { Job } from "@spalloc/client";
   *
   * async function giveUp(job: Job, address: string): Promise<void> {
   *   await job.reportProblem("it does not boot", { address });
   *   await job.destroy("a board does not boot");
   * }
   * ```
   */
  reportProblem(
    description: string,
    which: BoardOfJob | null = null,
    options: Abortable = {},
  ): Promise<BoardReport> {
    return this.#held.ask(
      (client) => reportBoard(client, this.id, { description, which }),
      { ...options, onlyIfNotSent: true },
    );
  }

  /**
   * Destroys the job, frees its boards, and closes it. Nothing happens if it is
   * gone or closed already.
   *
   * @param reason What to tell whoever asks why it was destroyed.
   * @param options How long to try: 10 s when no timeout is given.
   *
   * @throws {ConnectionError} if the server could not be told in time: it frees
   * the boards when the keepalive is over.
   */
  async destroy(reason?: string, options: WaitOptions = {}): Promise<void> {
    try {
      await this.#held.destroy(reason, options);
    } finally {
      await this.#proxy.gone();
    }
  }

  /**
   * Stops keeping the job alive, and leaves it: it lives on until its keepalive is over, and may be
   * resumed. It takes a second at most, or three where it waits for a worker.
   */
  async close(): Promise<void> {
    await this.#held.leave({ atOnce: false });
    await this.#proxy.gone();
  }

  /** Destroys the job at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }
}

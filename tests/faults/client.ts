import { ServerError, SpallocError, UnknownOutcomeError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import type { JobStatus } from "../../lib/protocol/messages.ts";
import type { Judge, Suspect } from "./judge.ts";
import type { Ledger } from "./ledger.ts";
import type { Link } from "./link.ts";
import type { MemoryWorld } from "./memory_world.ts";
import { machineName, type ModelJob } from "./model_server.ts";

/** A call that a client has made. */
interface Call {
  name: string;
  settled: number;
}

/** Shared parts of the clients of a schedule. */
export interface Setting {
  world: MemoryWorld;
  judge: Judge;
  ledger: Ledger;
}

/** Why a client stops what it does. */
export const ENOUGH = new Error("enough");

/** A program with one job, which is created or resumed, and the calls that it makes. */
export class JobClient implements Suspect {
  readonly name: string;
  readonly isCreator: boolean;
  readonly links: Link[] = [];
  /** Aborts creating or resuming. */
  readonly controller = new AbortController();
  /** The job, as the library has it, once it does. */
  handle: Job | null = null;
  job: ModelJob | null = null;
  mistaken: ModelJob | null = null;
  isOver = false;
  /** Whether it was said that the job is no longer wanted. */
  isLeaving = false;
  /** Whether the program is dead: what it does reaches nobody any more. */
  isDead = false;
  /** Number of calls to switch power. */
  powerCalls = 0;
  readonly #calls: Call[] = [];
  readonly #setting: Setting;

  constructor(name: string, setting: Setting, { keepalive, resumed }: {
    keepalive: number;
    resumed?: number;
  }) {
    this.name = name;
    this.isCreator = resumed === undefined;
    this.#setting = setting;
    setting.judge.watch(this);
    const { world } = setting;
    const dial = world.dial((link) => this.#own(link));
    const options = {
      hostname: "model",
      timeout: 3,
      reconnectDelay: 2,
      clock: world.clientClock,
      signal: this.controller.signal,
      dial: (...args: Parameters<typeof dial>) => {
        if (this.isDead) return Promise.reject(new Error("this program is dead"));
        return dial(...args);
      },
    };
    const opening = resumed === undefined
      ? Job.create({ owner: "me", keepalive }, options)
      : Job.resume(resumed, options);
    this.#track(resumed === undefined ? "create" : `resume ${resumed}`, opening);
    opening.then((handle) => this.#opened(handle), (error) => this.#failed(error));
  }

  get hasJob(): boolean {
    return this.handle !== null;
  }

  get wantsJob(): boolean {
    return this.handle !== null && !this.isLeaving && !this.isDead;
  }

  /** Lists calls that have not settled. */
  get unsettled(): string[] {
    return this.#calls.filter(({ settled }) => settled !== 1).map(({ name }) => name);
  }

  /** Makes a call, and has its answer judged. */
  call<T>(name: string, ask: (job: Job) => Promise<T>, isRight: (value: T) => boolean): void {
    if (!this.handle) return;
    if (/^power|^reset/.test(name)) this.powerCalls++;
    const answer = ask(this.handle);
    this.#track(name, answer);
    answer.then((value) => {
      if (isRight(value)) return;
      this.#setting.ledger.misdelivered++;
      this.#setting.judge.blame(`${this.name}'s ${name} was answered ${JSON.stringify(value)}`);
    }, (error) => this.#judgeError(name, error));
  }

  /** Leaves its job in one of the ways there are. */
  leave(how: "destroy" | "close" | "dispose", timeout?: number): void {
    const { handle } = this;
    if (!handle || this.isOver) return;
    this.isLeaving = true;
    const leaving = how === "close"
      ? handle.close()
      : how === "dispose"
      ? handle[Symbol.asyncDispose]()
      : handle.destroy("done", timeout === undefined ? {} : { timeout });
    this.#track(how, leaving);
    leaving.then(() => {
      this.isOver = true;
      if (how === "close" || !this.job || this.job.end || this.isDead) return;
      this.#setting.judge.blame(`${this.name} was told that its job is destroyed, and it is not`);
    }, (error) => {
      this.isOver = true;
      this.#judgeError(how, error);
    });
  }

  /** Dies, as by SIGKILL. */
  die(): void {
    this.isDead = true;
    for (const link of this.links) link.cut();
  }

  /** Whether a state is that of its job, or says that this is gone. */
  isMine({ startTime, state }: JobStatus): boolean {
    if (!Number.isInteger(state)) return false;
    if (state === 0 || state === 4 || startTime === null) return true;
    return startTime === this.job?.startTime;
  }

  /** Whether a machine is that of its job. */
  isMyMachine(name: string | undefined): boolean {
    return this.job !== null && name === machineName(this.job.serial);
  }

  #own(link: Link): void {
    this.links.push(link);
    this.#setting.judge.own(link, this);
  }

  #opened(handle: Job): void {
    const { world, judge } = this.#setting;
    this.handle = handle;
    this.job = this.isCreator
      ? this.mistaken ?? judge.createdBy(this)
      : world.model.all.findLast(({ id, startTime }) => {
        const known = handle.status.startTime;
        return id === handle.id && (known === null || known === startTime);
      }) ?? null;
    if (!this.job || this.job.id !== handle.id) judge.blame(`${this.name} has no such job`);
  }

  #failed(error: unknown): void {
    const { judge } = this.#setting;
    this.isOver = true;
    this.#judgeError("opening", error);
    this.job = this.isCreator ? judge.createdBy(this) : null;
    if (!this.job || this.job.end || error instanceof UnknownOutcomeError) return;
    // Who was refused has no job; who knew its id has tried to destroy it, or found it a stranger's.
    const knewId = this.links.some((link) => link.commands.includes("notify_job"));
    if (error instanceof ServerError || knewId || this.isDead) return;
    judge.blame(`${this.name} was not told that there is a job: ${error}`);
  }

  #judgeError(name: string, error: unknown): void {
    if (error instanceof SpallocError || error === ENOUGH) return;
    this.#setting.judge.blame(`${this.name}'s ${name} threw ${error}`);
  }

  #track(name: string, promise: Promise<unknown>): void {
    const { judge } = this.#setting;
    const call = { name, settled: 0 };
    this.#calls.push(call);
    judge.note(`${this.name}: ${name}`);
    promise.then(() => {
      call.settled++;
      judge.note(`${this.name}: ${name} is done`);
    }, (error) => {
      call.settled++;
      judge.note(`${this.name}: ${name} failed: ${error.name}: ${error.message}`);
    });
  }
}

import { countBoards } from "../../machine/mod.ts";
import { Allocator } from "../allocator.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { ServerParts } from "../options.ts";
import { Queue } from "../queue.ts";
import { Refusal } from "../refusal.ts";
import type { Request } from "../request.ts";
import { Epochs } from "./epochs.ts";
import { JavaJob, type JavaJobDetails } from "./job.ts";
import type { JavaSettings } from "./options.ts";
import { Power } from "./power.ts";

const NO_MACHINE = "no machine available which matches allocation request";
const TOO_LARGE = "request cannot fit on machine";

/** What is asked for when a job is created. */
export type Wish =
  & Omit<JavaJobDetails, "id" | "startTime" | "machine" | "isStalling">
  & {
    /** The machine's name; `null` for any that has the tags. */
    readonly machineName: string | null;
    /** The tags that the machine must have. */
    readonly tags: readonly string[];
    /** What it asks for, on a machine; `null` if it can never have any board, which nobody notices. */
    readonly requestOn: (machine: SimulatedMachine) => Request | null;
    /** How many boards it asks for, if it is a number. */
    readonly count: number | null;
    /** How many boards its rectangle has, if it asks for one. */
    readonly area: number | null;
  };

/** The jobs of a server with Java manners, their boards, and the passing of time over them. */
export class JavaJobs {
  /** Who watches jobs. */
  readonly jobEpochs: Epochs<number> = new Epochs<number>();
  /** Who watches machines. */
  readonly machineEpochs: Epochs<string> = new Epochs<string>();
  readonly #parts: ServerParts;
  readonly #settings: JavaSettings;
  readonly #queue: Queue<JavaJob>;
  readonly #power: Power;
  readonly #jobs = new Map<number, JavaJob>();
  #nextId: number;

  /** Starts without a job, with all boards free. */
  constructor(parts: ServerParts, settings: JavaSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#nextId = parts.options.firstJobId;
    this.#queue = new Queue(machinesByName(parts).map((machine) => new Allocator(machine)));
    this.#power = new Power(parts, {
      onChange: (job) => this.#changed(job),
      onFailure: (job, reason) => this.destroy(job, reason),
      onQueued: (job) => this.#queueAgain(job),
    });
  }

  /**
   * Creates a job and gives boards to whom they can be given.
   *
   * @throws {Refusal} if no machine can ever serve it; no id is used up then.
   */
  create(wish: Wish): JavaJob {
    const { machineName: machine, tags } = wish;
    const candidates = this.#queue.candidates({ machine, tags });
    const chosen = candidates
      .map((allocator) => ({ allocator, fit: this.#fit(wish, allocator) }))
      .find(({ fit }) => fit !== null);
    if (!chosen?.fit) {
      const isTooLarge = candidates.some((it) => countBoards(it.machine) < (wish.area ?? 0));
      throw new Refusal(isTooLarge ? TOO_LARGE : NO_MACHINE);
    }
    const { allocator, fit } = chosen;
    const startTime = this.#now();
    const details = { ...wish, ...fit, id: this.#nextId++, startTime, machine: allocator.machine };
    const job = new JavaJob(details);
    if (fit.request) job.request = fit.request;
    this.#jobs.set(job.id, job);
    this.#queue.join(job, [allocator]);
    this.jobEpochs.appear(job.id);
    this.allocate();
    return job;
  }

  /** The jobs that are alive, oldest first. */
  list(): JavaJob[] {
    return [...this.#jobs.values()].filter(({ end }) => end === null);
  }

  /** All jobs that are remembered, oldest first. */
  all(): JavaJob[] {
    for (const [id, { end }] of this.#jobs) {
      if (end && end.at + this.#settings.memory < this.#now()) this.#jobs.delete(id);
    }
    return [...this.#jobs.values()];
  }

  /** A job that is remembered, dead or alive. */
  get(id: number): JavaJob | undefined {
    return this.all().find((job) => job.id === id);
  }

  /** Keeps a job alive from now on; nothing happens to one that is dead. */
  keepAlive(job: JavaJob, host: string | null): void {
    if (job.end !== null) return;
    job.keptAliveAt = this.#now();
    job.host = host;
  }

  /** Switches the boards of a job. */
  setPower(job: JavaJob, on: boolean): void {
    if (job.end === null) this.#power.set(job, on);
  }

  /** Destroys a job; its boards can be given out at once. */
  destroy(job: JavaJob, reason: string | null): void {
    if (job.end !== null) return;
    job.end = { at: this.#now(), reason };
    job.destroyed = true;
    job.waiting = false;
    this.#power.cut(job);
    job.grant?.allocator.release(job.grant.allocation);
    this.#changed(job);
  }

  /** Destroys the jobs that nothing was heard of for too long. */
  expire(): void {
    for (const job of this.list().filter(({ isHidden }) => !isHidden)) {
      const deadline = job.keptAliveAt + (job.keepalive ?? Infinity);
      if (deadline < this.#now()) this.destroy(job, "keepalive expired");
    }
  }

  /** Gives boards to all jobs that can have them now. */
  allocate(): void {
    // One attempt that fails takes back those that did not.
    if (this.list().some(({ waiting, isStalling }) => waiting && isStalling)) return;
    for (const job of this.#queue.advance({ mayOvertake: true })) this.#power.set(job, true);
  }

  /** Ends all that is still to come. */
  stop(): void {
    this.#power.stop();
  }

  /** What a machine would make of a wish; `null` if it can never serve it. */
  #fit(wish: Wish, allocator: Allocator): { request: Request | null; isStalling: boolean } | null {
    const { machine } = allocator;
    const request = wish.requestOn(machine);
    const { count } = wish;
    if (count === null) {
      const isPossible = request === null || allocator.isPossible(request);
      return isPossible ? { request, isStalling: false } : null;
    }
    if (count > countWorking(machine)) return null;
    const isStalling = count > 0 && request === null;
    const isNever = isStalling || count === 0;
    return isNever && !this.#settings.inferred ? null : { request, isStalling };
  }

  #queueAgain(job: JavaJob): void {
    const { grant } = job;
    if (grant === null) return;
    grant.allocator.release(grant.allocation);
    job.grant = null;
    job.waiting = true;
    this.#queue.join(job, [grant.allocator]);
  }

  #changed(job: JavaJob): void {
    this.jobEpochs.change(job.id);
    if (job.grant) this.machineEpochs.change(job.machine.name);
  }

  #now(): number {
    return Math.floor(this.#parts.options.clock.now());
  }
}

/** The machines, by their names. */
export function machinesByName({ machines }: ServerParts): SimulatedMachine[] {
  return [...machines.values()].toSorted((one, other) => one.name < other.name ? -1 : 1);
}

function countWorking({ width, height, deadBoards, missingBoards }: SimulatedMachine): number {
  return width * height * 3 - new Set([...deadBoards, ...missingBoards].map(String)).size;
}

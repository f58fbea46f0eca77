import { Allocator } from "../allocator.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { ServerParts } from "../options.ts";
import { Queue } from "../queue.ts";
import { Refusal } from "../refusal.ts";
import { Epochs } from "./epochs.ts";
import { type Asked, fitOf } from "./fit.ts";
import { JavaJob, type JavaJobDetails } from "./job.ts";
import type { JavaSettings } from "./options.ts";
import { Power } from "./power.ts";

const NO_MACHINE = "no machine available which matches allocation request";
const TOO_LARGE = "request cannot fit on machine";

/** Request for a new job. */
export interface Wish extends Omit<JavaJobDetails, "id" | "startTime" | "machine" | "isStalling"> {
  /** Name of the machine; `null` for any that has the tags. */
  readonly machineName: string | null;
  /** Tags that the machine must have. */
  readonly tags: readonly string[];
  /** Returns the requested boards of a machine; `null` if it has no such boards. */
  readonly asked: (machine: SimulatedMachine) => Asked | null;
}

/** The jobs of a server with Java manners, their boards and their timers. */
export class JavaJobs {
  /** Watchers of jobs. */
  readonly jobEpochs: Epochs<number> = new Epochs<number>();
  /** Watchers of machines. */
  readonly machineEpochs: Epochs<string> = new Epochs<string>();
  readonly #parts: ServerParts;
  readonly #settings: JavaSettings;
  readonly #queue: Queue<JavaJob>;
  readonly #power: Power;
  readonly #jobs = new Map<number, JavaJob>();
  readonly #returns = new Set<() => void>();
  #nextId: number;

  /** Creates the list, with no job and all boards free. */
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
   * Creates a job and allocates all boards that can be allocated.
   *
   * @throws {Refusal} if no machine can ever serve it; no id is used up then.
   */
  create(wish: Wish): JavaJob {
    const { machineName: machine, tags } = wish;
    const fits = this.#queue.candidates({ machine, tags }).flatMap((allocator) => {
      const asked = wish.asked(allocator.machine);
      if (asked === null) return [];
      return [{ allocator, fit: fitOf(asked, allocator, !this.#settings.inferred) }];
    });
    const chosen = fits.find(({ fit }) => fit.is !== "impossible" && fit.is !== "too large");
    if (!chosen) {
      throw new Refusal(fits.some(({ fit }) => fit.is === "too large") ? TOO_LARGE : NO_MACHINE);
    }
    const { allocator, fit } = chosen;
    const job = new JavaJob({
      ...wish,
      id: this.#nextId++,
      startTime: this.#now(),
      machine: allocator.machine,
      isStalling: fit.is === "stalling",
    });
    if (fit.is === "possible") job.request = fit.request;
    this.#jobs.set(job.id, job);
    this.#queue.join(job, [allocator]);
    this.jobEpochs.appear(job.id);
    this.allocate();
    return job;
  }

  /** Lists the jobs that are alive, oldest first. */
  list(): JavaJob[] {
    return [...this.#jobs.values()].filter(({ end }) => end === null);
  }

  /** Lists the jobs that the server takes to be alive, oldest first. */
  shown(): JavaJob[] {
    return [...this.#jobs.values()].filter(({ end, isBack }) => end === null || isBack);
  }

  /** Lists all jobs that are remembered, oldest first. */
  all(): JavaJob[] {
    for (const id of this.#jobs.keys()) this.get(id);
    return [...this.#jobs.values()];
  }

  /** Finds a job that is remembered, dead or alive. */
  get(id: number): JavaJob | undefined {
    const job = this.#jobs.get(id);
    if (!job?.end || job.end.at + this.#settings.memory >= this.#now()) return job;
    this.#jobs.delete(id);
    return undefined;
  }

  /** Keeps a job alive from now on; nothing happens to one that is dead. */
  keepAlive(job: JavaJob, host: string | null): void {
    if (job.end !== null && !job.isBack) return;
    job.keptAliveAt = this.#now();
    job.host = host;
  }

  /** Switches the boards of a job; one that is dead comes back. */
  setPower(job: JavaJob, on: boolean): void {
    if (job.end === null) this.#power.set(job, on);
    else if (job.grant && this.#settings.inferred) this.#comeBack(job);
  }

  /**
   * Destroys a job; its boards can be given out at once. If they are being switched on, it is ready
   * again as soon as they would have been, without boards, and dies once more without a keepalive.
   */
  destroy(job: JavaJob, reason: string | null): void {
    if (job.end !== null && !job.isBack) return;
    job.end = { at: this.#now(), reason };
    if (job.isBack) {
      job.isBack = false;
      return this.jobEpochs.change(job.id);
    }
    this.#returnLater(job);
    job.destroyed = true;
    job.waiting = false;
    this.#power.cut(job);
    job.grant?.allocator.release(job.grant.allocation);
    this.#changed(job);
  }

  /** Destroys the jobs whose keepalive is over. */
  expire(): void {
    for (const job of this.shown().filter(({ isHidden, api }) => !isHidden || api)) {
      const deadline = job.keptAliveAt + (job.keepalive ?? Infinity);
      if (deadline < this.#now()) this.destroy(job, "keepalive expired");
    }
  }

  /** Allocates boards to all jobs that can have them now. */
  allocate(): void {
    // One attempt that fails takes back those that did not.
    if (this.list().some(({ waiting, isStalling }) => waiting && isStalling)) return;
    for (const job of this.#queue.advance({ mayOvertake: true })) {
      job.grantedAt = this.#now();
      this.#power.set(job, true);
    }
  }

  /** Cancels everything pending. */
  stop(): void {
    this.#power.stop();
    for (const cancel of this.#returns) cancel();
    this.#returns.clear();
  }

  /** Brings a job back when its boards would have been on. */
  #returnLater(job: JavaJob): void {
    const { clock } = this.#parts.options;
    if (job.onAt === null || !this.#settings.inferred) return;
    const cancel = clock.after(Math.max(0, job.onAt - clock.now()), () => {
      this.#returns.delete(cancel);
      this.#comeBack(job);
    });
    this.#returns.add(cancel);
  }

  #comeBack(job: JavaJob): void {
    job.isBack = true;
    job.state = "ready";
    this.jobEpochs.change(job.id);
  }

  #queueAgain(job: JavaJob): void {
    const { grant } = job;
    if (grant === null) return;
    grant.allocator.release(grant.allocation);
    job.grant = null;
    job.grantedAt = null;
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

/** Lists the machines, sorted by name. */
export function machinesByName({ machines }: ServerParts): SimulatedMachine[] {
  return [...machines.values()].toSorted((one, other) => one.name < other.name ? -1 : 1);
}

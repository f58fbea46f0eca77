import { Allocator } from "../allocator.ts";
import { ChangeLog } from "./changes.ts";
import type { Clock } from "../../clock.ts";
import type { Mishaps } from "../mishaps.ts";
import { type Grant, SimulatedJob, type SimulatedJobDetails } from "../job.ts";
import { Queue } from "../queue.ts";
import { Refusal } from "../refusal.ts";
import { parseRequest } from "./parse_request.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** Maximum destroyed jobs that are remembered, with the reason of each. */
const REMEMBERED_JOBS = 1200;

/** Options of {@linkcode Jobs}. */
export interface JobsOptions {
  /** Machines, the one to be tried first in front. */
  readonly machines: readonly SimulatedMachine[];
  /** Clock of the jobs. */
  readonly clock: Clock;
  /** Faults, and the seconds for boards to go on or off. */
  readonly mishaps: Mishaps;
  /** Id of the first job. */
  readonly firstJobId: number;
  /** Seconds that boards rest after a job. */
  readonly secondsBeforeFree: number;
  /** Called after a change that no call from outside caused. */
  readonly onChange: () => void;
}

/** The jobs of a server, their boards and their timers. */
export class Jobs {
  /** Changes that were not passed on yet. */
  readonly changes: ChangeLog = new ChangeLog();
  readonly #options: JobsOptions;
  readonly #queue: Queue;
  readonly #jobs = new Map<number, SimulatedJob>();
  readonly #destroyed = new Map<number, string | null>();
  readonly #timers = new Set<() => void>();
  #nextId: number;

  /** Creates the list, with no job and all boards free. */
  constructor(options: JobsOptions) {
    this.#options = options;
    this.#nextId = options.firstJobId;
    this.#queue = new Queue(options.machines.map((machine) => new Allocator(machine)));
  }

  /**
   * Creates a job and returns its id.
   *
   * @throws {Refusal} if the request makes no sense; an id is used up all the same.
   */
  create(details: Omit<SimulatedJobDetails, "id" | "startTime">, host: string | null): number {
    if (this.#options.mishaps.refusal !== null) throw new Refusal(this.#options.mishaps.refusal);
    const id = this.#nextId++;
    const { kwargs, args } = details;
    const { machine = null, tags = null, ...wishes } = kwargs;
    if (machine !== null && tags !== null) {
      throw new Refusal("Only one of machine and tags may be specified for a job.");
    }
    const job = new SimulatedJob({ ...details, id, startTime: this.#options.clock.now() }, host);
    const candidates = this.#queue.candidates(kwargs);
    if (candidates.length > 0) {
      const request = parseRequest(args, wishes);
      job.request = request;
      this.#queue.join(job, candidates.filter((candidate) => candidate.isPossible(request)));
    }
    this.#jobs.set(id, job);
    this.changes.job(id);
    if (!this.#queue.has(job)) this.destroy(id, "No suitable machines available.");
    this.#advance();
    return id;
  }

  /** Lists the jobs that were not destroyed, oldest first. */
  list(): SimulatedJob[] {
    return [...this.#jobs.values()];
  }

  /** Finds a job that was not destroyed. */
  get(id: number): SimulatedJob | undefined {
    return this.#jobs.get(id);
  }

  /** Reasons of the destroyed jobs that are remembered, by id. */
  get destroyed(): ReadonlyMap<number, string | null> {
    return this.#destroyed;
  }

  /** Keeps a job alive from now on, if there is one, for `host`. */
  keepAlive(id: number, host: string | null): SimulatedJob | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    if (host !== null) job.host = host;
    job.aliveUntil = this.#options.clock.now() + (job.keepalive ?? Infinity);
    return job;
  }

  /** Switches a job's boards; nothing happens while it has none. */
  setPower(job: SimulatedJob, power: boolean): void {
    if (job.grant === null) return;
    job.state = "power";
    job.power = power;
    job.isOn = false;
    job.powering++;
    this.changes.job(job.id);
    this.#after(this.#options.mishaps.powerDelay, () => this.#powered(job, power));
  }

  /** Destroys a job, if there is one; its boards are free when they are off. */
  destroy(id: number, reason: string | null): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id);
    this.#destroyed.set(id, job.waiting ? `Cancelled: ${reason ?? ""}` : reason);
    for (const [oldest] of this.#destroyed) {
      if (this.#destroyed.size <= REMEMBERED_JOBS) break;
      this.#destroyed.delete(oldest);
    }
    job.waiting = false;
    job.destroyed = true;
    this.changes.job(id);
    if (job.grant !== null) this.changes.machine(job.grant.machine.name);
    this.setPower(job, false);
    this.#advance();
  }

  /** Destroys the jobs whose keepalive is over. */
  expire(): void {
    const now = this.#options.clock.now();
    for (const job of this.list()) {
      if (job.aliveUntil < now) this.destroy(job.id, "Job timed out.");
    }
  }

  /** Cancels everything pending. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #advance(): void {
    for (const job of this.#queue.advance()) {
      if (job.grant !== null) this.changes.machine(job.grant.machine.name);
      this.setPower(job, true);
    }
  }

  #powered(job: SimulatedJob, power: boolean): void {
    const { mishaps, onChange } = this.#options;
    if (power && mishaps.powerFailures > 0) {
      mishaps.powerFailures--;
      this.destroy(job.id, "Machine configuration failed.");
    }
    // Boards that are switched again before they are done are done later.
    if (--job.powering > 0) return;
    if (!job.destroyed) {
      job.state = "ready";
      job.isOn = power;
      job.isBooted = false;
      this.changes.job(job.id);
    } else if (job.grant !== null) {
      this.#release(job.grant);
    }
    onChange();
  }

  #release({ allocator, allocation }: Grant): void {
    const free = () => {
      allocator.release(allocation);
      this.#advance();
    };
    if (this.#options.secondsBeforeFree <= 0) free();
    else {
      this.#after(this.#options.secondsBeforeFree, () => {
        free();
        this.#options.onChange();
      });
    }
  }

  #after(seconds: number, callback: () => void): void {
    const cancel = this.#options.clock.after(seconds, () => {
      this.#timers.delete(cancel);
      callback();
    });
    this.#timers.add(cancel);
  }
}

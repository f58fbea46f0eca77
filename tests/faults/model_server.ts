import type { Clock } from "../../lib/clock.ts";
import type { Link } from "./link.ts";
import { CHECK_SECONDS, jobNamedBy } from "./world.ts";

/** A job of the model server. */
export interface ModelJob {
  /** Serial number, unique among all jobs ever, whatever their ids. */
  serial: number;
  id: number;
  owner: string;
  startTime: number;
  keepalive: number | null;
  /** 1 queued, 2 power, 3 ready. */
  state: number;
  power: boolean | null;
  args: unknown[];
  /** Its creator: a connection, or a stranger (`null`). */
  creator: Link | null;
  /** When it last gave a sign of life. */
  aliveAt: number;
  /** When and why it came to its end, once it has. */
  end: { at: number; why: "destroyed" | "timed out" | "forgotten"; reason: string | null } | null;
}

/** A command that came in. */
export interface ModelCommand {
  command: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
  link: Link;
}

const POWER_SECONDS = 0.7;
/** Each job has a machine of its own, as large as any chip that is asked for. */
const MACHINE = { tags: ["default"], width: 100, height: 100, dead_boards: [], dead_links: [] };

/** The server of the model: as simple as can be, and it remembers every job there ever was. */
export class ModelServer {
  /** All jobs, dead or alive, in the order of their creation. */
  readonly all: ModelJob[] = [];
  /** Called before a command is carried out, with the job that it names, if there is one. */
  onCommand: (command: ModelCommand, job: ModelJob | undefined) => void = () => {};
  /** Called when a job has ended. */
  onEnd: (job: ModelJob) => void = () => {};
  /** Whether it was started cold. */
  isForgetful = false;
  /** Whether it tells as little of a job as servers did before 1.0. */
  isOld = false;
  /** The clock on everybody's wall. */
  protected readonly clock: Clock;
  readonly #send: (link: Link, message: unknown) => void;
  readonly #subscribed = new Map<Link, Set<unknown>>();
  #jobs = new Map<number, ModelJob>();
  #gone = new Map<number, string | null>();
  #nextId = 1;

  constructor(clock: Clock, send: (link: Link, message: unknown) => void) {
    this.clock = clock;
    this.#send = send;
    this.#checkLater();
  }

  /** The jobs that are alive. */
  get jobs(): ModelJob[] {
    return [...this.#jobs.values()];
  }

  /** The job that has an id now. */
  get(id: unknown): ModelJob | undefined {
    return this.#jobs.get(id as number);
  }

  /** Creates a job. */
  create(owner: string, options: Partial<ModelJob> = {}): ModelJob {
    const now = this.now();
    const job: ModelJob = {
      serial: this.all.length,
      id: this.#nextId++,
      owner,
      startTime: now + this.all.length / 1000,
      keepalive: null,
      state: 2,
      power: true,
      args: [],
      creator: null,
      aliveAt: now,
      end: null,
      ...options,
    };
    this.all.push(job);
    this.#jobs.set(job.id, job);
    this.#powerLater(job);
    return job;
  }

  /** Destroys a job. */
  destroy(job: ModelJob, why: "destroyed" | "timed out", reason: string | null): void {
    if (job.end) return;
    job.end = { at: this.clock.now(), why, reason };
    this.#jobs.delete(job.id);
    this.#gone.set(job.id, reason);
    this.onEnd(job);
    this.notify(job);
  }

  /** Forgets all jobs, and counts from 1 again. */
  forget(): void {
    const at = this.clock.now();
    this.isForgetful = true;
    for (const job of this.jobs) {
      job.end = { at, why: "forgotten", reason: null };
      this.onEnd(job);
    }
    this.#jobs = new Map();
    this.#gone = new Map();
    this.#nextId = 1;
  }

  /**
   * Whether the next job to get a job's id was destroyed, and can't be told from
   * it any more: of what is destroyed, Python servers say nothing but the reason.
   */
  hasDestroyedLater({ id, serial }: ModelJob): boolean {
    return this.all.some((job) => job.id === id && job.serial > serial && job.end !== null);
  }

  /** Restarts the keepalive of every job, as a warm start does. */
  refresh(): void {
    for (const job of this.jobs) job.aliveAt = this.now();
  }

  /** Forgets a connection. */
  leave(link: Link): void {
    this.#subscribed.delete(link);
  }

  /** The time, as it writes it down. */
  protected now(): number {
    return this.clock.now();
  }

  /** Carries out a command, and answers. */
  hear(it: ModelCommand): void {
    const job = this.get(jobNamedBy(it));
    this.onCommand(it, job);
    this.#send(it.link, this.answer(it, job));
    if (!job || job.end || it.command === "destroy_job") return;
    if (it.command.startsWith("power_o")) this.notify(job);
  }

  /** Carries out a command, and gives the message to answer with. */
  protected answer(it: ModelCommand, job: ModelJob | undefined): unknown {
    return { return: this.carryOut(it, job) };
  }

  /** Carries out a command about a job, if it names one. */
  protected carryOut(
    { command, args, kwargs, link }: ModelCommand,
    job: ModelJob | undefined,
  ): unknown {
    const touch = (): void => {
      if (job) job.aliveAt = this.now();
    };
    switch (command) {
      case "version":
        return "1!7.0.0";
      case "create_job": {
        const { owner, keepalive } = kwargs;
        return this.create(String(owner), { keepalive: Number(keepalive), args, creator: link }).id;
      }
      case "get_job_state":
        touch();
        return this.state(args[0] as number, job);
      case "get_job_machine_info":
        touch();
        return this.machineInfo(job);
      case "power_on_job_boards":
      case "power_off_job_boards":
        touch();
        if (job && job.state !== 1) {
          job.state = 2;
          job.power = command === "power_on_job_boards";
          this.#powerLater(job);
        }
        return null;
      case "destroy_job":
        if (job) this.destroy(job, "destroyed", kwargs.reason as string | null);
        return null;
      case "notify_job": {
        const known = this.#subscribed.get(link) ?? new Set();
        this.#subscribed.set(link, known.add(args[0]));
        return null;
      }
      case "list_jobs":
        return this.jobs.map((job) => this.summary(job));
      case "list_machines":
        return this.jobs.map(({ serial }) => ({ name: machineName(serial), ...MACHINE }));
      case "where_is":
        return this.#whereIs(kwargs);
      default:
        throw new Error(`the model knows no ${command}`);
    }
  }

  /** Returns the answer about the state of a job. */
  protected state(id: number, job: ModelJob | undefined): Record<string, unknown> {
    const { state = this.#gone.has(id) ? 4 : 0, power = null, keepalive = null } = job ?? {};
    const told = { state, power, keepalive, reason: this.#gone.get(id) ?? null };
    const more = { start_time: job?.startTime ?? null, keepalivehost: job ? "host" : null };
    return this.isOld ? told : { ...told, ...more };
  }

  /** Returns the entry of a job in the list. */
  protected summary(job: ModelJob): Record<string, unknown> {
    const { id, owner, startTime, keepalive, state, power, args, serial } = job;
    const told = { job_id: id, owner, start_time: startTime, keepalive, state, power, args };
    return {
      ...told,
      kwargs: {},
      allocated_machine_name: machineName(serial),
      boards: [[0, 0, 0]],
    };
  }

  /** Returns the answer about the boards of a job. */
  protected machineInfo(job: ModelJob | undefined): Record<string, unknown> {
    return {
      width: job ? 8 : null,
      height: job ? 8 : null,
      connections: job ? [[[0, 0], "host"]] : null,
      machine_name: job ? machineName(job.serial) : null,
      boards: job ? [[0, 0, 0]] : null,
    };
  }

  #whereIs({ job_id: id, chip_x: x, chip_y: y }: Record<string, unknown>): unknown {
    const job = this.get(id);
    if (!job) return null;
    const place = { machine: machineName(job.serial), logical: [0, 0, 0], physical: [x, y, 0] };
    const chips = { chip: [x, y], board_chip: [x, y], job_id: id, job_chip: [x, y] };
    return { ...place, ...chips };
  }

  /** Notifies the subscribers of a job that it has changed. */
  protected notify({ id }: ModelJob): void {
    for (const [link, ids] of this.#subscribed) if (ids.has(id)) this.tell(link, id);
  }

  /** Notifies one of them. */
  protected tell(link: Link, id: number): void {
    this.#send(link, { jobs_changed: [id] });
  }

  /** Whether a connection has subscribed to a job. */
  protected hasSubscribed(link: Link, id: number): boolean {
    return this.#subscribed.get(link)?.has(id) ?? false;
  }

  #powerLater(job: ModelJob): void {
    this.clock.after(POWER_SECONDS, () => {
      if (job.end || job.state !== 2) return;
      job.state = 3;
      this.notify(job);
    });
  }

  #checkLater(): void {
    this.clock.after(CHECK_SECONDS, () => {
      const now = this.now();
      for (const job of this.jobs) {
        const silence = now - job.aliveAt;
        if (silence > (job.keepalive ?? Infinity)) this.destroy(job, "timed out", "Job timed out.");
      }
      this.#checkLater();
    });
  }
}

/** The name of the machine of a job, which no other job has. */
export function machineName(serial: number): string {
  return `machine-${serial}`;
}

import type { Clock } from "../../lib/clock.ts";
import type { Link } from "./link.ts";

/** A job of the model server. */
export interface ModelJob {
  /** Tells it from every other job there ever was, whatever their ids. */
  serial: number;
  id: number;
  owner: string;
  startTime: number;
  keepalive: number | null;
  /** 1 queued, 2 power, 3 ready. */
  state: number;
  power: boolean | null;
  args: unknown[];
  /** Who created it: a connection, or a stranger (`null`). */
  creator: Link | null;
  /** When it last gave a sign of life. */
  aliveAt: number;
  /** When and why it came to its end, once it has. */
  end: { at: number; why: "destroyed" | "timed out" | "forgotten"; reason: string | null } | null;
}

/** A command that came in. */
interface Command {
  command: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
  link: Link;
}

/** How often it looks for jobs that are silent for too long, in seconds, as real servers do. */
export const CHECK_SECONDS = 5;
const POWER_SECONDS = 0.7;

/** The server of the model: as simple as can be, and it remembers every job there ever was. */
export class ModelServer {
  /** All jobs, dead or alive, in the order of their creation. */
  readonly all: ModelJob[] = [];
  /** Told before a command is carried out, with the job that it names, if there is one. */
  onCommand: (command: Command, job: ModelJob | undefined) => void = () => {};
  /** Told when a job has come to its end. */
  onEnd: (job: ModelJob) => void = () => {};
  /** Whether it was started cold. */
  isForgetful = false;
  /** Whether it tells as little of a job as servers did before 1.0. */
  isOld = false;
  readonly #clock: Clock;
  readonly #send: (link: Link, message: unknown) => void;
  readonly #subscribed = new Map<Link, Set<unknown>>();
  #jobs = new Map<number, ModelJob>();
  #gone = new Map<number, string | null>();
  #nextId = 1;

  constructor(clock: Clock, send: (link: Link, message: unknown) => void) {
    this.#clock = clock;
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
    const now = this.#clock.now();
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
    job.end = { at: this.#clock.now(), why, reason };
    this.#jobs.delete(job.id);
    this.#gone.set(job.id, reason);
    this.onEnd(job);
    this.#notify(job);
  }

  /** Forgets all jobs, and counts from 1 again. */
  forget(): void {
    const at = this.#clock.now();
    this.isForgetful = true;
    for (const job of this.jobs) {
      job.end = { at, why: "forgotten", reason: null };
      this.onEnd(job);
    }
    this.#jobs = new Map();
    this.#gone = new Map();
    this.#nextId = 1;
  }

  /** Gives every job its whole keepalive, as a warm start does. */
  refresh(): void {
    for (const job of this.jobs) job.aliveAt = this.#clock.now();
  }

  /** Forgets a connection. */
  leave(link: Link): void {
    this.#subscribed.delete(link);
  }

  /** Carries out a command, and answers. */
  hear(it: Command): void {
    const job = this.get(it.args[0]);
    this.onCommand(it, job);
    this.#send(it.link, { return: this.#carryOut(it, job) });
    if (!job || job.end || it.command === "destroy_job") return;
    if (it.command.startsWith("power_o")) this.#notify(job);
  }

  #carryOut({ command, args, kwargs, link }: Command, job: ModelJob | undefined): unknown {
    const touch = (): void => {
      if (job) job.aliveAt = this.#clock.now();
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
        return this.#state(args[0] as number, job);
      case "get_job_machine_info":
        touch();
        return machineInfo(job);
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
        return this.jobs.map((job) => this.#summary(job));
      case "where_is":
        return this.#whereIs(kwargs);
      default:
        throw new Error(`the model knows no ${command}`);
    }
  }

  #state(id: number, job: ModelJob | undefined): unknown {
    const { state = this.#gone.has(id) ? 4 : 0, power = null, keepalive = null } = job ?? {};
    const told = { state, power, keepalive, reason: this.#gone.get(id) ?? null };
    const more = { start_time: job?.startTime ?? null, keepalivehost: job ? "host" : null };
    return this.isOld ? told : { ...told, ...more };
  }

  #summary({ id, owner, startTime, keepalive, state, power, args, serial }: ModelJob): unknown {
    const told = { job_id: id, owner, start_time: startTime, keepalive, state, power, args };
    return {
      ...told,
      kwargs: {},
      allocated_machine_name: machineName(serial),
      boards: [[0, 0, 0]],
    };
  }

  #whereIs({ job_id: id, chip_x: x, chip_y: y }: Record<string, unknown>): unknown {
    const job = this.get(id);
    if (!job) return null;
    const place = { machine: machineName(job.serial), logical: [0, 0, 0], physical: [0, 0, 0] };
    const chips = { chip: [x, y], board_chip: [x, y], job_id: id, job_chip: [x, y] };
    return { ...place, ...chips };
  }

  #notify({ id }: ModelJob): void {
    for (const [link, ids] of this.#subscribed) {
      if (ids.has(id)) this.#send(link, { jobs_changed: [id] });
    }
  }

  #powerLater(job: ModelJob): void {
    this.#clock.after(POWER_SECONDS, () => {
      if (job.end || job.state !== 2) return;
      job.state = 3;
      this.#notify(job);
    });
  }

  #checkLater(): void {
    this.#clock.after(CHECK_SECONDS, () => {
      const now = this.#clock.now();
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

function machineInfo(job: ModelJob | undefined): unknown {
  return {
    width: job ? 8 : null,
    height: job ? 8 : null,
    connections: job ? [[[0, 0], "host"]] : null,
    machine_name: job ? machineName(job.serial) : null,
    boards: job ? [[0, 0, 0]] : null,
  };
}

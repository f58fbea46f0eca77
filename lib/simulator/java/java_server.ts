import { RequestError } from "../../errors.ts";
import type { Client, Conversation, Kind } from "../kind.ts";
import type { ServerParts } from "../options.ts";
import { JavaConversation } from "./conversation.ts";
import { createHiddenJob } from "./create_job.ts";
import type { JavaJob } from "./job.ts";
import { JavaJobs } from "./jobs.ts";
import type { JavaSettings } from "./options.ts";
import type { JavaService } from "./service.ts";
import { Threads } from "./threads.ts";

/** The old port of a Java server, with jobs in a database and slow periods. */
export class JavaServer implements Kind {
  readonly lineEnd = "\r\n";
  readonly dropsSlowClients = false;
  readonly #parts: ServerParts;
  readonly #settings: JavaSettings;
  readonly #reports = new Set<string>();
  readonly #threads: Threads;
  #jobs: JavaJobs;
  #cancels = new Map<string, () => void>();

  /**
   * Starts without a job.
   *
   * @throws {RequestError} if one of its intervals is not above 0.
   */
  constructor(parts: ServerParts, settings: JavaSettings) {
    this.#parts = parts;
    this.#settings = settings;
    const intervals = [
      parts.options.timeoutCheckInterval,
      settings.allocatorPeriod,
      settings.notifyWaitTime,
      settings.receiveTimeout,
    ];
    if (!intervals.every((interval) => interval > 0)) {
      throw new RequestError("Cannot keep to an interval that is not above 0 seconds");
    }
    this.#threads = new Threads(settings.threads);
    this.#jobs = new JavaJobs(parts, settings);
    this.#work();
  }

  /** Reasons of the destroyed jobs that are remembered, by id. */
  get destroyed(): ReadonlyMap<number, string | null> {
    return new Map(
      this.#jobs.all().flatMap(({ id, end }) => end ? [[id, end.reason]] : []),
    );
  }

  /** Objects that commands work on, as they are now: a cold start makes other jobs. */
  get service(): JavaService {
    return {
      parts: this.#parts,
      settings: this.#settings,
      jobs: this.#jobs,
      reports: this.#reports,
    };
  }

  /** Begins to serve a client. */
  converse(client: Client): Conversation {
    return new JavaConversation(client, this.service, this.#threads);
  }

  /** Lists the jobs that were not destroyed, oldest first. */
  list(): JavaJob[] {
    return this.#jobs.list();
  }

  /** Destroys a job, as an administrator might. */
  destroy(id: number, reason: string | null): void {
    const job = this.#jobs.get(id);
    if (job) this.#jobs.destroy(job, reason);
  }

  /**
   * Creates a job of the other API, and returns its id.
   *
   * @throws {RequestError} if there are no such boards.
   */
  addHiddenJob(boards: readonly number[], machine: string | null): number {
    try {
      return createHiddenJob(this.#jobs, boards, machine);
    } catch (cause) {
      throw new RequestError(`Cannot add a hidden job: ${(cause as Error).message}`, { cause });
    }
  }

  /** Pauses allocation and the checks for silent jobs. */
  pause(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }

  /** Resumes with the jobs in the database; a cold start has a new one. */
  resume(cold: boolean): void {
    if (cold) {
      this.#jobs.stop();
      this.#jobs = new JavaJobs(this.#parts, this.#settings);
    }
    this.#jobs.expire();
    this.#jobs.allocate();
    this.#work();
  }

  /** Cancels everything pending. */
  stop(): void {
    this.pause();
    this.#jobs.stop();
  }

  #work(): void {
    this.#every(this.#settings.allocatorPeriod, "allocate");
    this.#every(this.#parts.options.timeoutCheckInterval, "expire");
  }

  #every(seconds: number, task: "allocate" | "expire"): void {
    const cancel = this.#parts.options.clock.after(seconds, () => {
      this.#jobs[task]();
      this.#every(seconds, task);
    });
    this.#cancels.set(task, cancel);
  }
}

import { RequestError } from "../../errors.ts";
import type { Client, Conversation, Kind } from "../kind.ts";
import type { ServerParts } from "../options.ts";
import type { SimulatedJob } from "../job.ts";
import { PythonConversation } from "./conversation.ts";
import { Jobs } from "./jobs.ts";

/** The Python server: it reports changes at once, and forgets its jobs in a cold start. */
export class PythonServer implements Kind {
  readonly lineEnd = "\n";
  readonly dropsSlowClients = true;
  readonly #parts: ServerParts;
  readonly #conversations = new Set<PythonConversation>();
  #jobs: Jobs;
  #cancelCheck: () => void = () => {};

  /**
   * Starts without a job.
   *
   * @throws {RequestError} if the interval of checks is not above 0.
   */
  constructor(parts: ServerParts) {
    this.#parts = parts;
    if (!(parts.options.timeoutCheckInterval > 0)) {
      throw new RequestError("Cannot check for silent jobs: the interval must be above 0 seconds");
    }
    this.#jobs = this.#newJobs();
    this.#checkLater();
  }

  /** Reasons of the destroyed jobs that are remembered, by id. */
  get destroyed(): ReadonlyMap<number, string | null> {
    return this.#jobs.destroyed;
  }

  /** Starts serving a client. */
  converse(client: Client): Conversation {
    const { machines, options } = this.#parts;
    const service = { version: options.version, machines, jobs: () => this.#jobs };
    const conversation = new PythonConversation(client, service, {
      onSettled: () => this.#settle(),
      onEnd: () => this.#conversations.delete(conversation),
    });
    this.#conversations.add(conversation);
    return conversation;
  }

  /** Lists the jobs that were not destroyed, oldest first. */
  list(): SimulatedJob[] {
    return this.#jobs.list();
  }

  /** Destroys a job, as somebody else might. */
  destroy(id: number, reason: string | null): void {
    this.#jobs.destroy(id, reason);
    this.#notify();
  }

  /**
   * Refuses: a Python server has no other API.
   *
   * @throws {RequestError} always.
   */
  addHiddenJob(): number {
    throw new RequestError("Cannot add a hidden job: a Python server shows all jobs to everybody");
  }

  /** Does nothing: time passes for jobs and boards during a restart. */
  pause(): void {}

  /** Forgets all jobs, or restarts the keepalive of each. */
  resume(cold: boolean): void {
    if (cold) {
      this.#jobs.stop();
      this.#jobs = this.#newJobs();
    } else {
      for (const { id } of this.#jobs.list()) this.#jobs.keepAlive(id, null);
    }
  }

  /** Cancels everything pending. */
  stop(): void {
    this.#cancelCheck();
    this.#jobs.stop();
  }

  #newJobs(): Jobs {
    const { machines, mishaps, options } = this.#parts;
    return new Jobs({
      ...options,
      mishaps,
      machines: [...machines.values()],
      onChange: () => this.#notify(),
    });
  }

  #settle(): void {
    this.#jobs.expire();
    this.#notify();
  }

  #notify(): void {
    const changes = this.#jobs.changes.take();
    for (const about of ["jobs", "machines"] as const) {
      for (const conversation of this.#conversations) conversation.notify(changes, about);
    }
  }

  #checkLater(): void {
    const { clock, timeoutCheckInterval } = this.#parts.options;
    this.#cancelCheck = clock.after(timeoutCheckInterval, () => {
      this.#settle();
      this.#checkLater();
    });
  }
}

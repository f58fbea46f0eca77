import { JOB_COMMANDS } from "../lib_test_kit/job_commands.ts";
import type { Link } from "./link.ts";
import { type ModelCommand, type ModelJob, ModelServer } from "./model_server.ts";

/** Seconds after which a subscription tells again what has changed. */
const NOTIFY_SECONDS = 60;
/** Seconds after each look in which a subscription is deaf, and tells of a change one wait later. */
const DEAF_SECONDS = 0.5;

/** Thrown to answer with an exception. */
class Refused extends Error {}

/** Commands about a job, which there has to be. */
const ABOUT_JOBS: ReadonlySet<string> = new Set(JOB_COMMANDS);

/** The model of a server with Java manners: it refuses, counts in whole seconds, and tells late. */
export class JavaModelServer extends ModelServer {
  /** When subscriptions have looked last. */
  readonly #lookedAt = new Map<Link, number>();
  /** Subscriptions that will look once more by themselves. */
  readonly #waiting = new Set<Link>();

  #notBefore = 0;

  override create(owner: string, options: Partial<ModelJob> = {}): ModelJob {
    const startTime = Math.max(this.now(), this.#notBefore);
    return super.create(owner, { startTime, ...options });
  }

  /** Gets a new database, which takes more than a second: jobs of two differ in their start. */
  override forget(): void {
    super.forget();
    this.#notBefore = this.now() + 1;
  }

  /** No job: Java servers report the start of destroyed jobs, which tells them apart. */
  override hasDestroyedLater(): boolean {
    return false;
  }

  /** A restart changes nothing: keepalives are in the database. */
  override refresh(): void {}

  protected override now(): number {
    return Math.floor(this.clock.now());
  }

  protected override answer(it: ModelCommand, job: ModelJob | undefined): unknown {
    try {
      return super.answer(it, job);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { exception: error.message };
    }
  }

  protected override carryOut(it: ModelCommand, job: ModelJob | undefined): unknown {
    const { command, args, kwargs } = it;
    if (command === "version") return "5.0.0";
    const id = args[0] ?? kwargs.job_id;
    const known = job ?? this.all.findLast(({ id: other, end }) => {
      return other === id && end?.why !== "forgotten";
    });
    if (!known && (ABOUT_JOBS.has(command) || command === "where_is")) {
      throw new Refused("no such job");
    }
    if (command === "where_is" && !job) throw new Refused("no boards currently allocated");
    if (job && /notify_job|where_is/.test(command)) job.aliveAt = this.now();
    if (command === "get_job_state" && known) {
      // As it was before this question.
      const state = this.state(known.id, known);
      super.carryOut(it, job);
      return state;
    }
    return super.carryOut(it, job);
  }

  protected override state(id: number, job: ModelJob | undefined): Record<string, unknown> {
    if (!job) return super.state(id, job);
    const { state, power, aliveAt, startTime, end } = job;
    return {
      state: end ? 4 : state,
      power: end !== null || power === true && state === 3,
      keepalive: aliveAt,
      reason: end?.reason ?? "",
      start_time: startTime,
      keepalivehost: "host",
    };
  }

  protected override summary(job: ModelJob): Record<string, unknown> {
    const power = job.power === true && job.state === 3;
    const kwargs = { owner: job.owner, keepalive: job.keepalive };
    return { ...super.summary(job), power, reason: "", kwargs, keepalivehost: "host" };
  }

  protected override machineInfo(job: ModelJob | undefined): Record<string, unknown> {
    const { machine_name } = super.machineInfo(job);
    if (job) return super.machineInfo(job);
    return {
      width: 8,
      height: 8,
      machine_name: machine_name ?? "gone",
      connections: [],
      boards: [],
    };
  }

  protected override tell(link: Link, id: number): void {
    const now = this.clock.now();
    const lookedAt = this.#lookedAt.get(link) ?? -Infinity;
    if (now - lookedAt >= DEAF_SECONDS) {
      this.#lookedAt.set(link, now);
      super.tell(link, id);
    }
    if (this.#waiting.has(link)) return;
    // Once it has changed, it is told of for ever.
    this.#waiting.add(link);
    this.clock.after(NOTIFY_SECONDS, () => {
      this.#waiting.delete(link);
      if (link.isOpen && this.hasSubscribed(link, id)) this.tell(link, id);
    });
  }
}

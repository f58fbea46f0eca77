import type { Job } from "../../../lib/job.ts";
import type { JobIdentity } from "../../../lib/lifeline/identity.ts";
import type { Guard } from "../guard.ts";
import { leftToDo } from "../left_to_do.ts";
import type { Plan } from "../prepare.ts";

/** The jobs that there are, as the guard knows them: the newest, which may be kept, and others. */
export class KeptJobs {
  readonly #plan: Plan;
  readonly #guard: Pick<Guard, "watch" | "update"> | null;
  readonly #jobs = new Map<number, JobIdentity>();
  #newest: number | null = null;

  /** Creates it without a job. */
  constructor(plan: Plan, guard: Pick<Guard, "watch" | "update"> | null) {
    this.#plan = plan;
    this.#guard = guard;
  }

  /** Takes on a job, the newest from now on. */
  async add(job: Job): Promise<void> {
    const left = leftToDo(job, this.#plan);
    this.#newest = job.id;
    this.#jobs.set(job.id, left.job);
    await this.#guard?.watch({ ...left, others: this.#others });
  }

  /** Drops a job that was let go. */
  async remove(job: Job): Promise<void> {
    this.#jobs.delete(job.id);
    await this.#guard?.update({ others: this.#others });
  }

  get #others(): JobIdentity[] {
    return [...this.#jobs.values()].filter(({ jobId }) => jobId !== this.#newest);
  }
}

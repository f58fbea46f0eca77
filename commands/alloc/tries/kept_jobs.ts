import type { Job } from "../../../lib/job.ts";
import type { JobIdentity } from "../../../lib/lifeline/identity.ts";
import type { Guard } from "../guard.ts";
import { leftToDo } from "../left_to_do.ts";
import type { Plan } from "../prepare.ts";

/**
 * Tells a guard of the jobs that there are, of which there is none at first: the newest, which may
 * be kept, and others.
 */
export function keptJobs(plan: Plan, guard: Pick<Guard, "watch" | "update"> | null) {
  const jobs = new Map<number, JobIdentity>();
  let newest: number | null = null;
  const others = (): JobIdentity[] => [...jobs.values()].filter(({ jobId }) => jobId !== newest);
  return {
    /** Takes on a job, the newest from now on. */
    async add(job: Job): Promise<void> {
      const left = leftToDo(job, plan);
      newest = job.id;
      jobs.set(job.id, left.job);
      await guard?.watch({ ...left, others: others() });
    },
    /** Drops a job that was let go. */
    async remove(job: Job): Promise<void> {
      jobs.delete(job.id);
      await guard?.update({ others: others() });
    },
  };
}

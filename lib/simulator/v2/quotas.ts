import type { JavaJob } from "../java/job.ts";
import type { ApiService } from "./service.ts";

/** Returns whether a group has used up its quota. */
export function isOverQuota(
  service: Pick<ApiService, "settings" | "java">,
  group: string,
): boolean {
  const quota = service.settings.quotas[group];
  return quota !== undefined && useOf(service, group) >= quota;
}

/** Destroys the jobs of groups that have used up their quota. */
export function endJobsOverQuota(service: Pick<ApiService, "settings" | "java">): void {
  const { jobs } = service.java;
  for (const job of jobs.list()) {
    if (job.api && isOverQuota(service, job.api.group)) jobs.destroy(job, "quota exceeded");
  }
}

/** Returns the use of a group so far, in seconds of one board. */
function useOf({ java }: Pick<ApiService, "java">, group: string): number {
  const now = java.parts.options.clock.now();
  return java.jobs.all().filter(({ api }) => api?.group === group)
    .reduce((sum, job) => sum + boardSeconds(job, now), 0);
}

function boardSeconds({ grant, grantedAt, end }: JavaJob, now: number): number {
  if (grant === null || grantedAt === null) return 0;
  return grant.boards.length * ((end?.at ?? now) - grantedAt);
}

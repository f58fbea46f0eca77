import { assertEquals } from "@std/assert";
import type { LeftToDo } from "../../../../commands/alloc/guard.ts";
import type { Plan } from "../../../../commands/alloc/prepare.ts";
import { keptJobs } from "../../../../commands/alloc/tries/kept_jobs.ts";
import type { Job } from "../../../../lib/job.ts";

Deno.test("the guard takes the newest job for none of the others, which it frees", {
  permissions: "none",
}, async () => {
  let known: Partial<LeftToDo> = {};
  const guard = {
    watch: (left: LeftToDo) => Promise.resolve(void (known = left)),
    update: (change: Partial<LeftToDo>) => Promise.resolve(void (known = { ...known, ...change })),
  };
  const told = () => [known.job?.jobId, known.others?.map(({ jobId }) => jobId)];
  const jobs = keptJobs(PLAN, guard);
  const [first, second, third] = [jobOf(1), jobOf(2), jobOf(3)];
  await jobs.add(first);
  assertEquals(told(), [1, []]);
  await jobs.add(second);
  await jobs.add(third);
  assertEquals(told(), [3, [1, 2]]);
  await jobs.remove(first);
  assertEquals(told(), [3, [2]]);
  await jobs.remove(second);
  assertEquals(told(), [3, []]);
});

/** The parts of a plan that the guard is told of. */
const PLAN = {
  wanted: { owner: "me" },
  server: { hostname: "localhost", port: 1 },
  keep: true,
  ending: { signal: null, grace: 1 },
  file: { path: "/tmp/none" },
} as unknown as Plan;

function jobOf(id: number): Job {
  return { id, status: { startTime: id } } as unknown as Job;
}

import { assertEquals } from "@std/assert";
import { queuePlaces } from "../../commands/views/job_json.ts";
import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";

const JOB = {
  owner: null,
  isHidden: false,
  startTime: null,
  keepalive: 60,
  power: null,
  args: [],
  kwargs: {},
  machineName: null,
  boards: null,
  keepaliveHost: null,
};

function places(...states: number[]): Record<string, number> {
  const jobs = states.map((state, index): JobSummary => ({ ...JOB, jobId: index + 1, state }));
  return Object.fromEntries(queuePlaces(jobs));
}

Deno.test("places in the queue count the queued jobs before", { permissions: "none" }, () => {
  const { ready, queued, power } = JobState;
  assertEquals(places(ready, queued, power, queued), { 2: 1, 4: 2 });
});

Deno.test("behind a job of which nobody knows whether it is queued, no place is known", {
  permissions: "none",
}, () => {
  const { unknown, queued } = JobState;
  assertEquals(places(queued, unknown, queued), { 1: 1 });
});

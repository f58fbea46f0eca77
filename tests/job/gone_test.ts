import { assertEquals, assertInstanceOf } from "@std/assert";
import { JobUnknownError } from "../../lib/errors.ts";
import type { Job } from "../../lib/job.ts";
import { KnownStatus } from "../../lib/job/known_status.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { MUTE } from "../lib_test_kit/fake_server.ts";
import { assertCloses, fakedJob, giveAway } from "../lib_test_kit/faked_job.ts";
import { pass, settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

/** Everything that asks the server about the job by its id, or tells it to do something. */
const questions: Record<string, (job: Job) => Promise<unknown>> = {
  powerOn: (job) => job.powerOn(),
  powerOff: (job) => job.powerOff(),
  reset: (job) => job.reset(),
  readStatus: (job) => job.readStatus(),
  machine: (job) => job.machine(),
  queuePlace: (job) => job.queuePlace(),
  surroundings: (job) => job.surroundings(),
  whereIs: (job) => job.whereIs([0, 0]),
};

for (const [name, ask] of Object.entries(questions)) {
  Deno.test(`${name}() of a job that is lost asks nothing of the stranger's with its id`, {
    permissions,
  }, async () => {
    const it = await fakedJob();
    giveAway(it);
    it.server.drop();
    await pass(it.clock, 6);
    assertInstanceOf(it.job.gone.reason, JobUnknownError);
    const heard = it.server.heard.length;
    const asked = watch(ask(it.job));
    await pass(it.clock, 1);
    assertEquals(asked.outcome(), { is: "rejected", error: it.job.gone.reason });
    assertEquals(it.server.commands().slice(heard), []);
    await assertCloses(it);
  });

  Deno.test(`${name}() that waits for a connection does not reach the stranger's job`, {
    permissions,
  }, async () => {
    const it = await fakedJob();
    it.server.dials = "refused";
    it.server.drop();
    await pass(it.clock, 1);
    const heard = it.server.heard.length;
    const asked = watch(ask(it.job));
    giveAway(it);
    it.server.dials = "work";
    await pass(it.clock, 10);
    assertInstanceOf(it.job.gone.reason, JobUnknownError);
    assertEquals(asked.outcome(), { is: "rejected", error: it.job.gone.reason });
    const since = new Set(it.server.commands().slice(heard));
    assertEquals(since, new Set(["version", "list_jobs"])); // which touch no job
    await assertCloses(it);
  });
}

Deno.test("a question in flight while the job is lost is not asked of the stranger's", {
  permissions,
}, async () => {
  const it = await fakedJob();
  const { server, clock, job } = it;
  server.answers.get_job_state = ({ connection }) => connection === 0 ? MUTE : server.state();
  server.connections[0]?.sendMessage({ jobs_changed: [1] });
  await settle();
  assertEquals(server.commands(0).at(-1), "get_job_state");
  giveAway(it);
  server.drop();
  const heard = server.heard.length;
  await pass(clock, 20);
  const since = new Set(server.commands().slice(heard));
  assertEquals(since, new Set(["version", "list_jobs"]));
  assertEquals(job.state, JobState.unknown);
  await assertCloses(it);
});

Deno.test("what the lifeline finds out of a lost job, those who wait are told", {
  permissions,
}, async () => {
  const it = await fakedJob();
  const changed = watch(it.job.waitForStateChange(JobState.ready));
  giveAway(it);
  it.server.connections[1]?.end(); // only the lifeline's connection is made again
  await pass(it.clock, 6);
  assertInstanceOf(it.job.gone.reason, JobUnknownError);
  assertEquals(changed.outcome(), { is: "fulfilled", value: JobState.unknown });
  assertEquals([it.job.state, it.job.status.power], [JobState.unknown, null]);
  await assertCloses(it);
});

Deno.test("a job whose owner a Java server hides is not taken for a stranger's", {
  permissions,
}, async () => {
  const it = await fakedJob();
  it.server.job = { ...it.server.job, owner: "" };
  it.server.drop();
  await pass(it.clock, 6);
  assertEquals([it.job.gone.aborted, it.job.state], [false, JobState.ready]);
  await assertCloses(it);
});

Deno.test("a job that a Java server does not know any more is gone", { permissions }, async () => {
  const it = await fakedJob({}, { lineEnding: "\r\n" });
  it.server.answers.get_job_state = () => new Error("no such job");
  it.server.destroy();
  await settle();
  assertInstanceOf(it.job.gone.reason, JobUnknownError);
  await pass(it.clock, 6);
  assertEquals(it.server.dialled, 2);
  await assertCloses(it);
});

Deno.test("what is heard of a job after it was lost is a stranger's, and not taken", {
  permissions,
}, () => {
  const status = {
    state: JobState.ready,
    power: true,
    keepalive: 12,
    reason: null,
    startTime: 1,
    finishTime: null,
    keepaliveHost: null,
  };
  const known = new KnownStatus(1, status, new ManualClock(0));
  const error = new JobUnknownError(1);
  known.lose(error);
  known.take({ ...status, power: false });
  known.lose(new JobUnknownError(1));
  assertEquals([known.current.state, known.current.power], [JobState.unknown, null]);
  assertEquals(known.gone.reason, error);
});

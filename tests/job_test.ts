import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  ConnectionError,
  JobDestroyedError,
  JobUnknownError,
  NotReadyError,
  RequestError,
  TimeoutError,
} from "../lib/errors.ts";
import { Job, type JobOptions } from "../lib/job.ts";
import { JobState } from "../lib/protocol/messages.ts";
import { ManualClock, Simulator, type SimulatorOptions } from "../lib/simulator/mod.ts";
import { FakeServer, MUTE } from "./lib_test_kit/fake_server.ts";
import { pass, settle, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";

/** A simulated server, and the options to reach it; jobs are kept alive from this thread. */
async function simulated(
  options: SimulatorOptions = {},
): Promise<AsyncDisposable & { server: Simulator; options: JobOptions }> {
  const server = await Simulator.start({ machines: ["m:2x1"], powerDelay: 0.05, ...options });
  const { hostname, port } = server;
  return {
    server,
    options: { hostname, port, keepaliveIn: "thread", reconnectDelay: 0.05 },
    async [Symbol.asyncDispose](): Promise<void> {
      assertEquals(server.jobs, []);
      await server.close();
    },
  };
}

/** A job on a server that does as it is told. */
async function faked(): Promise<{ server: FakeServer; clock: ManualClock; job: Job }> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const job = await Job.create({ owner: "me", keepalive: 12 }, {
    hostname: "host",
    clock,
    dial: server.dial,
    keepaliveIn: "thread",
  });
  await pass(clock, 0.1);
  return { server, clock, job };
}

Deno.test("a job is created, gets ready, and is destroyed at the end of its block", async () => {
  await using it = await simulated();
  {
    await using job = await Job.create({ owner: "me", what: [3] }, it.options);
    assertEquals([job.id, job.keepalive, job.state], [1, 60, JobState.power]);
    const { boards, connections, machineName } = await job.waitUntilReady();
    assertEquals([boards.length, connections[0]?.x, machineName], [3, 0, "m"]);
    assertEquals([job.state, job.status.power], [JobState.ready, true]);
    assertEquals((await job.whereIs([0, 0]))?.jobId, 1);
  }
  assertEquals(it.server.connections, 0);
});

Deno.test("a job is kept alive from a worker unless told otherwise", async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  const job = await Job.create({ owner: "me" }, { hostname, port });
  await job.waitUntilReady();
  await job.destroy("done");
  await job.destroy("again");
  assertEquals([...it.server.destroyedJobs], [[1, "done"]]);
});

Deno.test("states() gives every state until the job is gone", async () => {
  await using it = await simulated();
  const first = await Job.create({ owner: "me", what: [2, 1] }, it.options);
  const job = await Job.create({ owner: "me", what: [1, 1] }, it.options);
  assertEquals([await job.queuePlace(), await first.queuePlace()], [1, null]);
  const states: number[] = [];
  const destroyed: Promise<void>[] = [];
  for await (const { state } of job.states()) {
    states.push(state);
    if (state === JobState.queued) destroyed.push(first.destroy());
    if (state === JobState.ready) it.server.destroyJob(job.id, "enough");
  }
  await Promise.all(destroyed);
  assertEquals(states, [JobState.queued, JobState.power, JobState.ready, JobState.destroyed]);
  assertInstanceOf(job.gone.reason, JobDestroyedError);
  assertEquals(job.gone.reason.reason, "enough");
  await job.destroy();
});

Deno.test("boards are powered off and on, and each time they get ready", async () => {
  await using it = await simulated();
  await using job = await Job.create({ owner: "me" }, it.options);
  for (const power of [false, true, true]) {
    await job.waitUntilReady();
    await (power ? job.reset() : job.powerOff());
    assertEquals([job.state, job.status.power], [JobState.power, power]);
  }
  await job.waitUntilReady();
});

Deno.test("waitUntilReady() rejects when the job is destroyed, with the reason", async () => {
  await using it = await simulated({ powerDelay: 60 });
  const job = await Job.create({ owner: "me" }, it.options);
  const waiting = job.waitUntilReady();
  it.server.destroyJob(1, "maintenance");
  await assertRejects(() => waiting, JobDestroyedError, "Job 1 was destroyed: maintenance");
  await job.destroy();
});

Deno.test("a job that can't ever fit is destroyed from the start", async () => {
  await using it = await simulated();
  await using job = await Job.create({ owner: "me", what: [9, 9] }, it.options);
  assertEquals([job.state, job.gone.aborted], [JobState.destroyed, true]);
  await assertRejects(() => job.waitUntilReady(), JobDestroyedError, "No suitable machines");
});

Deno.test("resume() takes a job on, keeps it alive and leaves it alone at close()", async () => {
  await using it = await simulated();
  const first = await Job.create({ owner: "me", keepalive: 30 }, it.options);
  await first.close();
  assertEquals(it.server.jobs.length, 1);
  const job = await Job.resume(1, it.options);
  assertEquals([job.id, job.keepalive], [1, 30]);
  await job.waitUntilReady();
  await job.destroy();
  await assertRejects(() => Job.resume(1, it.options), JobDestroyedError);
  await assertRejects(() => Job.resume(7, it.options), JobUnknownError, "Job 7 is not known");
  for (const id of [0, -1, 1.5, NaN]) {
    await assertRejects(() => Job.resume(id, it.options), RequestError, "whole number from 1");
  }
  assertEquals(it.server.connections, 0);
});

Deno.test("waitUntilReady() rejects after its timeout, also when the server is mute", {
  permissions,
}, async () => {
  const { server, clock, job } = await faked();
  server.job = { ...server.job, state: JobState.power };
  server.last.sendMessage({ jobs_changed: [1] });
  server.connections[0]?.sendMessage({ jobs_changed: [1] });
  await settle();
  assertEquals(job.state, JobState.power);
  for (const command of ["get_job_state", "list_jobs"]) server.answers[command] = () => MUTE;
  const waiting = watch(job.waitUntilReady({ timeout: 8 }));
  await pass(clock, 7.9);
  assertEquals(waiting.outcome().is, "pending");
  await pass(clock, 0.2);
  const outcome = waiting.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, NotReadyError);
  await Promise.all([job.close(), pass(clock, 10)]);
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("waiting stops when its signal is aborted", { permissions }, async () => {
  const { server, clock, job } = await faked();
  server.job = { ...server.job, state: JobState.queued };
  server.connections[0]?.sendMessage({ jobs_changed: [1] });
  await settle();
  const controller = new AbortController();
  const reason = new Error("enough");
  const { signal } = controller;
  const waits = [job.waitUntilReady({ signal }), job.waitForStateChange(1, { signal })];
  const rejected = waits.map((wait) => assertRejects(() => wait));
  controller.abort(reason);
  assertEquals(await Promise.all(rejected), [reason, reason]);
  assertEquals(await Promise.all([job.waitForStateChange(1, { timeout: 3 }), pass(clock, 3)]), [
    1,
    undefined,
  ]);
  await job.destroy();
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("destroy() gives up a mute server after its timeout", { permissions }, async () => {
  const { server, clock, job } = await faked();
  server.answers.destroy_job = () => MUTE;
  const destroying = watch(job.destroy("done", { timeout: 2 }));
  await pass(clock, 1.9);
  assertEquals(destroying.outcome().is, "pending");
  await pass(clock, 1.2); // a second more for the polite goodbye
  const outcome = destroying.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertInstanceOf(outcome.error, TimeoutError);
  assertInstanceOf(outcome.error, ConnectionError);
  assertEquals(outcome.error.outcome, "unknown");
  assert(outcome.error.message.includes("within 2 s"));
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("destroy() gives up a server that is out of reach", { permissions }, async () => {
  const { server, clock, job } = await faked();
  server.dials = "hang";
  server.drop();
  const destroying = watch(job.destroy(undefined, { timeout: 2 }));
  await pass(clock, 3);
  const outcome = destroying.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, TimeoutError);
  assertEquals([server.open, clock.pending], [0, 0]);
});

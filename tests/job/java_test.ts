import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { JobDestroyedError, JobRefusedError, NoTorusError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { fakedServer } from "../lib_test_kit/faked_session.ts";
import { assertCloses, fakedJob } from "../lib_test_kit/faked_job.ts";
import { pass, settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";
const JAVA = { lineEnding: "\r\n" } as const;

function simulated(options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start({
    manners: "java",
    machines: ["demo:4x2"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    timeoutCheckInterval: 0.05,
    ...options,
  });
}

Deno.test("a job that is resumed on a Java server lives for as long as it is wanted", async () => {
  await using server = await simulated();
  const { hostname, port } = server;
  const options = { hostname, port, keepaliveIn: "thread" } as const;
  const left = await Job.create({ owner: "me", keepalive: 1 }, options);
  await left.close();
  const job = await Job.resume(left.id, options);
  assertEquals([job.keepalive, job.serverKind, job.expiresWithin], [1, "java", 31]);
  await job.waitForStateChange(JobState.destroyed, { timeout: 0.1 });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assertEquals([job.gone.aborted, server.jobs.length], [false, 1]);
  await job.destroy();
  assertEquals(server.jobs, []);
});

Deno.test("a job without a keepalive is kept alive on a Java server, which gives it one", async () => {
  await using server = await simulated({ java: { defaultKeepalive: 1 } });
  const { hostname, port } = server;
  const options = { hostname, port, keepaliveIn: "thread" } as const;
  const job = await Job.create({ owner: "me", keepalive: null }, options);
  assertEquals([job.keepalive, job.notices.map(({ condition }) => condition)], [1, ["keepalive"]]);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assertEquals([job.gone.aborted, server.jobs.length], [false, 1]);
  await job.destroy();
});

Deno.test("a change that no notification tells of is known within five seconds while waiting", {
  permissions,
}, async () => {
  const it = await fakedJob({}, JAVA);
  for (const state of [JobState.queued, JobState.power, JobState.queued, JobState.ready]) {
    it.server.job = { ...it.server.job, state };
    await pass(it.clock, 5);
    assertEquals(it.job.state, state);
  }
  await assertCloses(it);
});

Deno.test("the end of a job in use is known within a third of its keepalive or five seconds", {
  permissions,
}, async () => {
  for (const [keepalive, seconds] of [[2, 5], [12, 5], [60, 20.5]] as const) {
    const { server, clock, options } = fakedServer();
    server.lineEnding = "\r\n";
    server.job = { ...server.job, keepalive };
    const opening = Job.create({ owner: "me", keepalive }, options);
    await pass(clock, 0.1);
    const job = await opening;
    server.answers.get_job_state = () => ({ state: 4, power: false, keepalive: 0, reason: "x" });
    await pass(clock, seconds);
    assertInstanceOf(job.gone.reason, JobDestroyedError);
    await Promise.all([job.close(), pass(clock, 5)]);
    assertEquals([server.open, clock.pending], [0, 0]);
  }
});

Deno.test("a job whose boards failed to power on is waited for again, and gets others", {
  permissions,
}, async () => {
  const it = await fakedJob({}, JAVA);
  const info = {
    width: 8,
    height: 8,
    connections: [[[0, 0], "10.0.0.1"]],
    machine_name: "m",
    boards: [[0, 0, 0]],
  };
  it.server.answers.get_job_machine_info = () => info;
  const go = async (state: number): Promise<void> => {
    it.server.job = { ...it.server.job, state };
    await pass(it.clock, 5);
  };
  await go(JobState.power);
  assertEquals((await it.job.machine())?.connections[0]?.hostname, "10.0.0.1");
  await go(JobState.queued);
  assertEquals(it.job.hostname, null);
  it.server.answers.get_job_machine_info = () => ({
    ...info,
    connections: [[[0, 0], "10.0.0.9"]],
  });
  const waiting = watch(it.job.waitUntilReady());
  await go(JobState.power);
  await go(JobState.ready);
  assertEquals([waiting.outcome().is, it.job.hostname], ["fulfilled", "10.0.0.9"]);
  await assertCloses(it);
});

Deno.test("a torus that a Java server did not look after is refused when it is none", async () => {
  await using server = await simulated();
  const { hostname, port } = server;
  const request = { owner: "me", requireTorus: true };
  const options = { hostname, port, keepaliveIn: "thread" } as const;
  {
    await using job = await Job.create({ ...request, what: [2, 1] }, options);
    assertEquals(job.notices.map(({ condition }) => condition), ["requireTorus"]);
    await assertRejects(() => job.waitUntilReady(), NoTorusError, "28 x 16 chips");
  }
  await using job = await Job.create({ ...request, what: [4, 2] }, options);
  assertEquals((await job.waitUntilReady()).width, 48);
});

Deno.test("what a Java server refuses to create is refused in its words", async () => {
  await using server = await simulated();
  const { hostname, port } = server;
  const error = await assertRejects(
    () => Job.create({ owner: "me", machine: "nonesuch" }, { hostname, port }),
    JobRefusedError,
  );
  assertEquals([error.why, error.words], [
    "unsuitable",
    "no machine available which matches allocation request",
  ]);
  assertEquals(server.jobs, []);
});

Deno.test("an owner that a Java server trims is still ours", { permissions }, async () => {
  const { server, clock, options } = fakedServer();
  server.lineEnding = "\r\n";
  const job = await Job.create({ owner: " me ", keepalive: 12 }, options);
  await pass(clock, 0.1);
  server.drop();
  await pass(clock, 6);
  assert(!job.gone.aborted);
  await Promise.all([job.close(), pass(clock, 5)]);
  await settle();
});

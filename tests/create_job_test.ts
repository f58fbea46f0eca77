import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, RequestError, ServerError, UnknownOutcomeError } from "../lib/errors.ts";
import { Job, type JobOptions } from "../lib/job.ts";
import type { JobRequest } from "../lib/protocol/request.ts";
import { ManualClock, Simulator } from "../lib/simulator/mod.ts";
import { FakeServer, MUTE } from "./lib_test_kit/fake_server.ts";
import { pass, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";
const request: JobRequest = { owner: "me", what: [], keepalive: 12 };
const reason = new Error("enough");

function fake(): { server: FakeServer; clock: ManualClock; options: JobOptions } {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  server.job = null;
  const ours = new FakeServer(clock).job;
  server.answers.create_job = (): unknown => {
    server.job = ours;
    return 1;
  };
  const options: JobOptions = { hostname: "host", clock, dial: server.dial, keepaliveIn: "thread" };
  return { server, clock, options };
}

function created({ heard }: FakeServer): number {
  return heard.filter(({ command }) => command === "create_job").length;
}

for (const moment of ["version", "create_job", "notify_job", "get_job_state"]) {
  Deno.test(`a create that is aborted at ${moment} leaves no job`, async () => {
    const controller = new AbortController();
    await using server = await Simulator.start({
      onCommand: ({ name }) => name === moment && controller.abort(reason),
    });
    const { hostname, port } = server;
    const { signal } = controller;
    const creating = Job.create(request, { hostname, port, signal, keepaliveIn: "thread" });
    assertEquals(await assertRejects(() => creating), reason);
    assertEquals(server.jobs, []);
    assertEquals(server.destroyedJobs.size, moment === "version" ? 0 : 1);
  });
}

Deno.test("a create with an aborted signal does nothing", async () => {
  const heard: string[] = [];
  await using server = await Simulator.start({ onCommand: ({ name }) => heard.push(name) });
  const { hostname, port } = server;
  const signal = AbortSignal.abort(reason);
  assertEquals(
    await assertRejects(() => Job.create(request, { hostname, port, signal })),
    reason,
  );
  assertEquals([heard, server.connections], [[], 0]);
});

Deno.test("a create that makes no sense is not even dialled", { permissions }, async () => {
  const { server, options } = fake();
  await assertRejects(() => Job.create({ owner: "me", what: [0] }, options), RequestError);
  assertEquals(server.dialled, 0);
});

/** Lets create_job be answered after some seconds, and aborts after half a second. */
async function abortedWhileSlow(seconds: number): Promise<{ server: FakeServer; error: unknown }> {
  const { server, clock, options } = fake();
  const answer = server.answers.create_job ?? (() => MUTE);
  server.answers.create_job = (heard): unknown => {
    const value = answer(heard);
    clock.after(seconds, () => server.connections[0]?.sendMessage({ return: value }));
    return MUTE;
  };
  const controller = new AbortController();
  const creating = watch(Job.create(request, { ...options, signal: controller.signal }));
  await pass(clock, 0.5);
  controller.abort(reason);
  await pass(clock, Math.min(seconds - 0.5, 2) - 0.1);
  assertEquals(creating.outcome().is, "pending");
  await pass(clock, 2);
  const outcome = creating.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertEquals([server.open, created(server)], [0, 1]);
  return { server, error: outcome.error };
}

Deno.test("a create that is aborted waits for the answer, then destroys the job", {
  permissions,
}, async () => {
  const { server, error } = await abortedWhileSlow(1.5);
  assertEquals(error, reason);
  assertEquals(server.job, null);
});

Deno.test("a create that is aborted waits for the answer for 2 s at most", {
  permissions,
}, async () => {
  const { server, error } = await abortedWhileSlow(4);
  assertInstanceOf(error, UnknownOutcomeError);
  assertEquals([error.cause, error.candidates], [reason, []]);
  assertEquals(server.commands(), ["version", "create_job"]);
});

Deno.test("a lost answer to create_job is an unknown outcome, and not repeated", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  const mine = { job_id: 4, owner: "me", state: 3, args: [] };
  const others = [
    { job_id: 2, owner: "you", state: 3, args: [] },
    { job_id: 3, owner: "me", state: 3, args: [2, 2] },
  ];
  server.answers.create_job = (): unknown => (server.last.end(), MUTE);
  server.answers.list_jobs = () => [...others, mine];
  const creating = watch(Job.create(request, options));
  await pass(clock, 0.2);
  const outcome = creating.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertInstanceOf(outcome.error, UnknownOutcomeError);
  assertInstanceOf(outcome.error.cause, ConnectionError);
  assertEquals(outcome.error.candidates, [4]);
  assertEquals(
    outcome.error.message,
    "The server's answer was lost: a job may have been created " +
      "(jobs of yours that look like it: 4). If so, " +
      "the server destroys it 12 s after its last sign of life",
  );
  await pass(clock, 30);
  assertEquals([created(server), server.open, clock.pending], [1, 0, 0]);
  assertEquals(server.commands().includes("destroy_job"), false);
});

Deno.test("a create_job without an answer in time is an unknown outcome", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  server.answers.create_job = () => MUTE;
  const creating = watch(Job.create({ ...request, keepalive: null }, options));
  await pass(clock, 5.1);
  const outcome = creating.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertInstanceOf(outcome.error, UnknownOutcomeError);
  assertEquals(outcome.error.candidates, []);
  assertEquals(outcome.error.message.endsWith("stays until somebody destroys it"), true);
  await pass(clock, 30);
  assertEquals([created(server), server.open, clock.pending], [1, 0, 0]);
});

Deno.test("an unknown outcome is told though the server is out of reach", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  server.answers.create_job = (): unknown => {
    server.dials = "refused";
    server.last.break(new Error("reset by peer"));
    return MUTE;
  };
  const creating = watch(Job.create(request, options));
  await pass(clock, 0.2);
  const outcome = creating.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, UnknownOutcomeError);
  assertEquals(created(server), 1);
});

Deno.test("a create that the server refuses rejects with its words", { permissions }, async () => {
  const { server, clock, options } = fake();
  server.answers.create_job = () => new Error("no");
  await assertRejects(() => Job.create(request, options), ServerError, "no");
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("a create whose first steps fail afterwards destroys the job", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  server.answers.get_job_state = () => new Error("out of order");
  await assertRejects(() => Job.create(request, options), ServerError, "out of order");
  assertEquals([server.job, server.open, clock.pending], [null, 0, 0]);
  assertEquals(server.commands().at(-1), "destroy_job");
});

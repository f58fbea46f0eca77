import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { UnknownOutcomeError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { type FakeServer, MUTE } from "../lib_test_kit/fake_server.ts";
import { created, fakedEmptyServer } from "../lib_test_kit/faked_job.ts";
import { pass, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";
const request: JobRequest = { owner: "me", what: [], keepalive: 12 };
const reason = new Error("enough");

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

/** Lets create_job be answered after some seconds, and aborts after half a second. */
async function abortedWhileSlow(seconds: number): Promise<{ server: FakeServer; error: unknown }> {
  const { server, clock, options } = fakedEmptyServer();
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

Deno.test("a create that is aborted is over in 2 s, though the server has become mute", {
  permissions,
}, async () => {
  for (const mute of ["create_job", "notify_job", "get_job_state"]) {
    const { server, clock, options } = fakedEmptyServer();
    for (const command of [mute, "destroy_job"]) server.answers[command] = () => MUTE;
    server.ignoreGoodbyes();
    const controller = new AbortController();
    const creating = watch(Job.create(request, { ...options, signal: controller.signal }));
    await pass(clock, 0.1);
    controller.abort(reason);
    await pass(clock, 1.9);
    assertEquals(creating.outcome().is, "pending");
    await pass(clock, 0.2);
    assertEquals([creating.outcome().is, server.open, clock.pending], ["rejected", 0, 0]);
  }
});

Deno.test("a create that is aborted names the job that could not be destroyed", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  for (const command of ["notify_job", "destroy_job"]) server.answers[command] = () => MUTE;
  const controller = new AbortController();
  const creating = watch(Job.create(request, { ...options, signal: controller.signal }));
  await pass(clock, 0.1);
  controller.abort(reason);
  await pass(clock, 2.1);
  const outcome = creating.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertInstanceOf(outcome.error, UnknownOutcomeError);
  assertEquals([outcome.error.cause, outcome.error.candidates], [reason, [1]]);
  assertMatch(outcome.error.message, /^Job 1 .*did not confirm it within 2 s/);
});

Deno.test("a create that is aborted before create_job could be sent leaves nothing unknown", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.version = (): unknown => {
    server.dials = "refused";
    queueMicrotask(() => server.last.end());
    return "7.0.0";
  };
  const controller = new AbortController();
  const creating = watch(Job.create(request, { ...options, signal: controller.signal }));
  await pass(clock, 1);
  assertEquals([creating.outcome().is, created(server)], ["pending", 0]);
  controller.abort(reason);
  await pass(clock, 0.1);
  assertEquals(creating.outcome(), { is: "rejected", error: reason });
  assertEquals([created(server), server.open, clock.pending], [0, 0, 0]);
});

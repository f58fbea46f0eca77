import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  ConnectionError,
  JobUnknownError,
  RequestError,
  ServerError,
  UnknownOutcomeError,
} from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import { type Answer, MUTE } from "../lib_test_kit/fake_server.ts";
import { assertCloses, created, fakedEmptyServer, giveAway } from "../lib_test_kit/faked_job.ts";
import { pass, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";
const request: JobRequest = { owner: "me", what: [], keepalive: 12 };

Deno.test("a create that makes no sense is not even dialled", { permissions }, async () => {
  const { server, options } = fakedEmptyServer();
  await assertRejects(() => Job.create({ owner: "me", what: [0] }, options), RequestError);
  assertEquals(server.dialled, 0);
});

Deno.test("a lost answer to create_job is an unknown outcome, and not repeated", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
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
      "(your jobs that look like it: 4). If so, " +
      "the server destroys it when its keepalive of 12 s is over",
  );
  await pass(clock, 30);
  assertEquals([created(server), server.open, clock.pending], [1, 0, 0]);
  assertEquals(server.commands().includes("destroy_job"), false);
});

Deno.test("a create_job without an answer in time is an unknown outcome", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
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
  const { server, clock, options } = fakedEmptyServer();
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
  const { server, clock, options } = fakedEmptyServer();
  server.answers.create_job = () => new Error("no");
  await assertRejects(() => Job.create(request, options), ServerError, "no");
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("a create whose first steps fail afterwards destroys the job", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.get_job_state = () => new Error("out of order");
  await assertRejects(() => Job.create(request, options), ServerError, "out of order");
  assertEquals([server.job, server.open, clock.pending], [null, 0, 0]);
  assertEquals(server.commands().at(-1), "destroy_job");
});

Deno.test("a create does without the list of jobs if an old server does not give it", {
  permissions,
}, async () => {
  const usual = { state: JobState.ready, power: true, keepalive: 12, reason: null };
  const lists: Record<string, Answer> = {
    refused: () => new Error("forbidden"),
    nonsense: () => "nonsense",
  };
  for (const [name, answer] of Object.entries(lists)) {
    const { server, clock, options } = fakedEmptyServer();
    server.answers.get_job_state = () => usual; // without a start time: the list has it
    server.answers.list_jobs = answer;
    const creating = watch(Job.create(request, options));
    await pass(clock, 20);
    const outcome = creating.outcome();
    if (outcome.is !== "fulfilled") {
      throw new Error(`with a list that is ${name} it is ${outcome.is}`);
    }
    assertEquals([outcome.value.state, created(server)], [JobState.ready, 1]);
    await assertCloses({ server, clock, job: outcome.value });
  }
});

Deno.test("a create whose job is lost before it is read rejects, and spares the stranger's", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.notify_job = (): unknown => {
    giveAway({ server });
    server.last.end();
    return MUTE;
  };
  const creating = watch(Job.create(request, options));
  await pass(clock, 10);
  const outcome = creating.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, JobUnknownError);
  assertEquals([server.dialled, server.open, clock.pending], [2, 0, 0]);
  assertEquals(server.commands(1), ["version", "list_jobs"]); // which touch no job
});

Deno.test("a create whose job is forgotten before it is read never takes the next one for it", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.notify_job = ({ connection }): unknown => {
    if (connection > 0) return null;
    server.job = null;
    server.last.end();
    return MUTE;
  };
  server.answers.get_job_state = (): unknown => {
    const forgotten = server.state();
    giveAway({ server });
    return forgotten;
  };
  const creating = watch(Job.create(request, options));
  await pass(clock, 10);
  const outcome = creating.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, JobUnknownError);
  assertEquals([server.dialled, server.open, clock.pending], [2, 0, 0]);
  assertEquals(server.commands(1), ["version", "list_jobs", "get_job_state"]);
});

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, JobDestroyedError, NotReadyError } from "../../lib/errors.ts";
import type { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { MUTE } from "../lib_test_kit/fake_server.ts";
import { assertCloses, fakedJob, putInto } from "../lib_test_kit/faked_job.ts";
import { type Outcome, pass, settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

/** Starts every kind of wait, for a job that is queued. */
function startWaits(job: Job): { outcomes(): Outcome<unknown>[] } {
  const waits = [
    watch<unknown>(job.waitUntilReady()),
    watch<unknown>(job.waitForStateChange(JobState.queued)),
    watch<unknown>(Array.fromAsync(job.states(), ({ state }) => state)),
  ];
  return { outcomes: () => waits.map((wait) => wait.outcome()) };
}

function errorOf(outcome: Outcome<unknown> | undefined): unknown {
  return outcome?.is === "rejected" && outcome.error;
}

Deno.test("waitUntilReady() rejects after its timeout, also when the server is mute", {
  permissions,
}, async () => {
  const it = await fakedJob();
  const { server, clock, job } = it;
  await putInto(JobState.power, it);
  for (const command of ["get_job_state", "list_jobs"]) server.answers[command] = () => MUTE;
  const waiting = watch(job.waitUntilReady({ timeout: 8 }));
  await pass(clock, 7.9);
  assertEquals(waiting.outcome().is, "pending");
  await pass(clock, 0.2);
  const outcome = waiting.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, NotReadyError);
  await assertCloses(it);
});

Deno.test("waitUntilReady() rejects in time when the server does not tell the boards", {
  permissions,
}, async () => {
  const it = await fakedJob();
  it.server.answers.get_job_machine_info = () => MUTE;
  const waiting = watch(it.job.waitUntilReady({ timeout: 3 }));
  await pass(it.clock, 2.9);
  assertEquals(waiting.outcome().is, "pending");
  await pass(it.clock, 0.2);
  assertInstanceOf(errorOf(waiting.outcome()), NotReadyError);
  await assertCloses(it);
});

Deno.test("waitUntilReady() asks again when a ready job is told to have no boards", {
  permissions,
}, async () => {
  const it = await fakedJob();
  const { server, clock, job } = it;
  const usual = {
    width: 8,
    height: 8,
    connections: [[[0, 0], "a"]],
    machine_name: "m",
    boards: [],
  };
  server.answers.get_job_machine_info = () => ({ ...usual, connections: null });
  const waiting = watch(job.waitUntilReady());
  const hasty = watch(job.waitUntilReady({ timeout: 8 }));
  await pass(clock, 60);
  const asked = server.commands().filter((name) => name === "get_job_machine_info").length;
  assert(asked >= 10 && asked <= 60, `asked ${asked} times in a minute`);
  assertInstanceOf(errorOf(hasty.outcome()), NotReadyError);
  assertEquals(waiting.outcome().is, "pending");
  server.answers.get_job_machine_info = () => usual;
  await pass(clock, 5);
  assertEquals(waiting.outcome().is, "fulfilled");
  await assertCloses(it);
});

Deno.test("waitUntilReady() rejects when the job is destroyed while it asks for the boards", {
  permissions,
}, async () => {
  const { server, clock, job } = await fakedJob();
  server.answers.get_job_machine_info = () => MUTE;
  const waiting = watch(job.waitUntilReady());
  await pass(clock, 1);
  server.destroy("maintenance"); // the lifeline hears of it, for the other connection is stuck
  await pass(clock, 0.1);
  assertEquals(waiting.outcome().is, "pending");
  await pass(clock, 4);
  assertInstanceOf(job.gone.reason, JobDestroyedError);
  assertEquals(waiting.outcome(), { is: "rejected", error: job.gone.reason });
  await assertCloses({ server, clock, job });
});

Deno.test("waiting stops when its signal is aborted", { permissions }, async () => {
  const it = await fakedJob();
  const { server, clock, job } = it;
  await putInto(JobState.queued, it);
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

Deno.test("a question stops when its signal is aborted while the server is mute", {
  permissions,
}, async () => {
  const it = await fakedJob();
  const { server, job } = it;
  for (const command of ["get_job_state", "get_job_machine_info", "list_jobs", "where_is"]) {
    server.answers[command] = () => MUTE;
  }
  const reason = new Error("enough");
  const controller = new AbortController();
  const { signal } = controller;
  const asked: Promise<unknown>[] = [
    job.readStatus({ signal }),
    job.machine({ signal }),
    job.queuePlace({ signal }),
    job.whereIs([0, 0], { signal }),
    job.powerOff({ signal }),
  ];
  const outcomes = asked.map((answer) => watch(answer));
  await settle();
  controller.abort(reason);
  await settle();
  for (const it of outcomes) assertEquals(it.outcome(), { is: "rejected", error: reason });
  await assertCloses(it);
});

Deno.test("close() ends every wait", { permissions }, async () => {
  const it = await fakedJob();
  await putInto(JobState.queued, it);
  const waits = startWaits(it.job);
  await settle();
  const closed = it.job.close();
  await settle();
  const outcomes = waits.outcomes();
  const error = errorOf(outcomes[0]);
  assertInstanceOf(error, ConnectionError);
  assertEquals([error.message, error.outcome], ["Job 1 was closed", "not sent"]);
  assertEquals(outcomes.slice(1), [
    { is: "fulfilled", value: JobState.queued },
    { is: "fulfilled", value: [JobState.queued] },
  ]);
  await closed;
  await assertRejects(() => it.job.waitUntilReady(), ConnectionError, "Job 1 was closed");
  assertEquals(it.job.gone.aborted, false);
  await assertCloses(it);
});

Deno.test("destroy() ends every wait, and the job is gone", { permissions }, async () => {
  const it = await fakedJob();
  await putInto(JobState.queued, it);
  const waits = startWaits(it.job);
  await settle();
  await Promise.all([it.job.destroy("done"), pass(it.clock, 3)]);
  const { gone, status } = it.job;
  assertInstanceOf(gone.reason, JobDestroyedError);
  assertEquals([status.state, status.power, status.reason], [JobState.destroyed, null, "done"]);
  assertEquals(waits.outcomes(), [
    { is: "rejected", error: gone.reason },
    { is: "fulfilled", value: JobState.destroyed },
    { is: "fulfilled", value: [JobState.queued, JobState.destroyed] },
  ]);
  assertEquals([it.server.open, it.clock.pending], [0, 0]);
});

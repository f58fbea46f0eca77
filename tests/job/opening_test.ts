import { assertEquals, assertInstanceOf } from "@std/assert";
import { ProtocolError, UnknownOutcomeError, VersionError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { type FakeServer, MUTE } from "../lib_test_kit/fake_server.ts";
import { fakedServer } from "../lib_test_kit/faked_session.ts";
import { assertCloses, created, fakedEmptyServer } from "../lib_test_kit/faked_job.ts";
import { type Outcome, pass, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";
const request = { owner: "me", keepalive: 12 };

function errorOf(outcome: Outcome<unknown>): unknown {
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  return outcome.error;
}

/** Answers nonsense from the second connection on, after it has dropped the first. */
function dropsAt(command: string, server: FakeServer, then: () => void): void {
  server.answers[command] = ({ connection }): unknown => {
    if (connection > 0) return null;
    then();
    server.last.end();
    return MUTE;
  };
}

Deno.test("a resume gives up a server that answers nonsense three times", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedServer();
  server.answers.get_job_state = () => "nonsense";
  const resuming = watch(Job.resume(1, options));
  await pass(clock, 30);
  const error = errorOf(resuming.outcome());
  assertInstanceOf(error, ProtocolError);
  assertEquals(
    error.message,
    'The server sent "nonsense" as get_job_state, which must be an object',
  );
  assertEquals([server.dialled, server.open, clock.pending], [3, 0, 0]);
});

Deno.test("a create gives up a server that answers nonsense, and names the job", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.get_job_state = () => "nonsense";
  const creating = watch(Job.create(request, options));
  await pass(clock, 30);
  const error = errorOf(creating.outcome());
  assertInstanceOf(error, UnknownOutcomeError);
  assertInstanceOf(error.cause, ProtocolError);
  assertEquals(error.candidates, [1]);
  assertEquals([created(server), server.open, clock.pending], [1, 0, 0]);
});

Deno.test("an opening ends when what is there after a reconnection is no server of ours", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedServer();
  dropsAt("notify_job", server, () => server.answers.version = () => "9.0.0");
  const resuming = watch(Job.resume(1, options));
  await pass(clock, 30);
  assertInstanceOf(errorOf(resuming.outcome()), VersionError);
  assertEquals([server.dialled, server.open, clock.pending], [2, 0, 0]);
});

Deno.test("an opening goes on for as long as the server is out of reach", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedServer();
  dropsAt("notify_job", server, () => server.dials = "refused");
  const resuming = watch(Job.resume(1, options));
  await pass(clock, 60);
  assertEquals(resuming.outcome().is, "pending");
  server.dials = "work";
  await pass(clock, 6);
  const outcome = resuming.outcome();
  if (outcome.is !== "fulfilled") throw new Error(`it is ${outcome.is}`);
  await assertCloses({ server, clock, job: outcome.value });
});

Deno.test("a job that is ours is not given up for nonsense", { permissions }, async () => {
  const { server, clock, options } = fakedServer();
  const job = await Job.resume(1, options);
  await pass(clock, 0.1);
  server.answers.get_job_state = () => "nonsense";
  server.drop();
  await pass(clock, 60);
  assertEquals(job.gone.aborted, false);
  delete server.answers.get_job_state;
  await pass(clock, 6);
  const asked = watch(job.readStatus());
  await pass(clock, 1);
  assertEquals(asked.outcome().is, "fulfilled");
  await assertCloses({ server, clock, job });
});

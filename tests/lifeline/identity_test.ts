import { assertEquals, assertRejects } from "@std/assert";
import { JobUnknownError, ProtocolError } from "../../lib/errors.ts";
import { IdentityCheck, type JobIdentity } from "../../lib/lifeline/identity.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer, START_TIME } from "../lib_test_kit/fake_server.ts";

const permissions = "none";
const ours: JobIdentity = { jobId: 1, owner: "me", startTime: START_TIME };

async function connected(): Promise<{ server: FakeServer; client: ProtocolClient }> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const client = await ProtocolClient.connect("host", { clock, dial: server.dial });
  await client.version();
  server.heard.length = 0;
  return { server, client };
}

Deno.test("a job that is still ours gives its state", { permissions }, async () => {
  const { server, client } = await connected();
  assertEquals((await new IdentityCheck(ours).read(client)).state, 3);
  assertEquals(server.commands(), ["list_jobs", "get_job_state"]);
  await client.close();
});

Deno.test("a stranger's job is told by owner or start time, and not touched", {
  permissions,
}, async () => {
  for (const stranger of [{ owner: "you" }, { start_time: START_TIME + 60 }]) {
    const { server, client } = await connected();
    server.job = { ...server.job, ...stranger };
    await assertRejects(
      () => new IdentityCheck(ours).read(client),
      JobUnknownError,
      "Job 1 is lost",
    );
    assertEquals(server.commands(), ["list_jobs"]);
    await client.close();
  }
});

Deno.test("what one side does not know contradicts nothing", { permissions }, async () => {
  const { server, client } = await connected();
  const identities = [ours, { ...ours, owner: null }, { ...ours, startTime: null }];
  for (const identity of identities) await new IdentityCheck(identity).read(client);
  server.job = { ...server.job, owner: null, start_time: null };
  for (const identity of identities) await new IdentityCheck(identity).read(client);
  server.job = { ...server.job, owner: "" }; // so Java servers hide owners
  for (const identity of identities) await new IdentityCheck(identity).read(client);
  await client.close();
});

Deno.test("a job that is gone from the list gives its last state", { permissions }, async () => {
  const { server, client } = await connected();
  server.job = null;
  assertEquals((await new IdentityCheck(ours).read(client)).state, 0);
  server.answers.get_job_state = () => ({ state: 4, reason: "done" });
  assertEquals((await new IdentityCheck(ours).read(client)).reason, "done");
  await client.close();
});

Deno.test("a job that is not in the list is not the one that has got its id a moment later", {
  permissions,
}, async () => {
  const { server, client } = await connected();
  server.answers.list_jobs = () => [];
  const unread = { ...ours, startTime: null };
  await assertRejects(
    () => new IdentityCheck(unread).read(client),
    JobUnknownError,
    "Job 1 is lost",
  );
  // Where both know when it was created, a list that leaves it out does not matter.
  assertEquals((await new IdentityCheck(ours).read(client)).state, 3);
  await client.close();
});

Deno.test("an old server's list tells what its state does not", { permissions }, async () => {
  const { server, client } = await connected();
  server.answers.get_job_state = () => ({ state: 3, power: true, keepalive: 12, reason: null });
  assertEquals((await new IdentityCheck(ours).read(client)).startTime, null);
  server.job = { ...server.job, start_time: START_TIME + 60 };
  await assertRejects(() => new IdentityCheck(ours).read(client), JobUnknownError);
  await client.close();
});

Deno.test("a server that refuses to list jobs is asked for the state only", {
  permissions,
}, async () => {
  const { server, client } = await connected();
  server.answers.list_jobs = () => new Error("forbidden");
  const check = new IdentityCheck(ours);
  assertEquals((await check.read(client)).state, 3);
  server.job = { ...server.job, start_time: START_TIME + 60 };
  await assertRejects(() => check.read(client), JobUnknownError);
  await client.close();
});

Deno.test("a list that makes no sense is not asked for a second time", {
  permissions,
}, async () => {
  const check = new IdentityCheck(ours);
  const { server, client } = await connected();
  server.answers.list_jobs = () => "nonsense";
  await assertRejects(() => check.read(client), ProtocolError);
  const next = await connected();
  assertEquals((await check.read(next.client)).state, 3);
  assertEquals(next.server.commands(), ["get_job_state"]);
  await next.client.close();
});

Deno.test("a list that made no sense once is asked for again after the next connection", {
  permissions,
}, async () => {
  const check = new IdentityCheck(ours);
  const { server, client } = await connected();
  server.answers.list_jobs = () => "nonsense";
  await assertRejects(() => check.read(client), ProtocolError);
  const next = await connected();
  await check.read(next.client);
  await next.client.close();
  const last = await connected();
  last.server.job = { ...last.server.job, owner: "you" };
  await assertRejects(() => check.read(last.client), JobUnknownError);
  assertEquals(last.server.commands(), ["list_jobs"]); // which touches no job
  await last.client.close();
});

Deno.test("where only the list tells whose a job is, it is asked for once more", {
  permissions,
}, async () => {
  const check = new IdentityCheck(ours);
  const connect = async (): ReturnType<typeof connected> => {
    const it = await connected();
    it.server.answers.get_job_state = () => ({ ...it.server.state(), start_time: null });
    return it;
  };
  const broken = async (): Promise<void> => {
    const { server, client } = await connect();
    server.answers.list_jobs = () => "nonsense";
    await assertRejects(() => check.read(client), ProtocolError);
  };
  await broken();
  const { server, client } = await connect();
  server.job = { ...server.job, start_time: START_TIME + 60 };
  await assertRejects(() => check.read(client), JobUnknownError);
  assertEquals(server.commands(), ["get_job_state", "list_jobs"]);
  await client.close();
  // But a job is not given up because a list can't be had.
  const patient = new IdentityCheck(ours);
  for (let time = 0; time < 3; time++) {
    const { server, client } = await connect();
    server.answers.list_jobs = () => "nonsense";
    const reading = patient.read(client);
    if (time < 2) await assertRejects(() => reading, ProtocolError);
    else assertEquals((await reading).state, 3);
    await client.close();
  }
});

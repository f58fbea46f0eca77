import { assertEquals } from "@std/assert";
import { Lifeline, type LifelineOptions } from "../../lib/lifeline/lifeline.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer, MUTE, START_TIME } from "../lib_test_kit/fake_server.ts";
import { pass, settle } from "../lib_test_kit/settle.ts";

const permissions = "none";

interface Started {
  server: FakeServer;
  clock: ManualClock;
  lifeline: Lifeline;
  /** What the lifeline told. */
  told: string[];
}

/** Starts a lifeline for a job that lives 12 s without a sign of life. */
async function started(more: Partial<LifelineOptions> = {}): Promise<Started> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const told: string[] = [];
  const lifeline = new Lifeline({
    hostname: "host",
    clock,
    dial: server.dial,
    timeout: 5,
    identity: { jobId: 1, owner: "me", startTime: START_TIME },
    keepalive: 12,
    ...more,
  }, {
    onStatus: ({ state }) => told.push(`state ${state}`),
    onTrouble: ({ message }) => told.push(message),
    onRecovered: () => told.push("recovered"),
    onLost: ({ message }) => told.push(message),
  });
  await pass(clock, 0.1);
  return { server, clock, lifeline, told };
}

function beats(server: FakeServer): number[] {
  return server.heard.filter(({ command }) => command === "get_job_state").map(({ at }) => at);
}

/** Stops a lifeline, and checks that nothing is left of it. */
async function assertStops({ lifeline, server, clock }: Started): Promise<void> {
  const heard = server.heard.length;
  const stopped = lifeline.stop();
  await pass(clock, 1.1);
  await stopped;
  await pass(clock, 60, 1);
  assertEquals([server.open, clock.pending, server.heard.length], [0, 0, heard]);
}

Deno.test("a lifeline beats every third of the keepalive, and carries nothing else", {
  permissions,
}, async () => {
  const it = await started();
  await pass(it.clock, 24);
  assertEquals(beats(it.server).map(Math.round), [0, 4, 8, 12, 16, 20, 24]);
  assertEquals(it.server.commands().slice(0, 3), ["version", "list_jobs", "get_job_state"]);
  assertEquals(new Set(it.server.commands().slice(2)), new Set(["get_job_state"]));
  assertEquals(it.server.connections.length, 1);
  await assertStops(it);
});

Deno.test("a lifeline beats every 20 s when the keepalive is long, absurd or endless", {
  permissions,
}, async () => {
  for (const keepalive of [600, 1_485_435_000, Infinity, null]) {
    const it = await started({ keepalive });
    await pass(it.clock, 60, 0.5);
    assertEquals(beats(it.server).map(Math.round), [0, 20, 40, 60]);
    await assertStops(it);
  }
});

Deno.test("a lifeline ends when the job is destroyed or unknown", { permissions }, async () => {
  for (const state of [4, 0]) {
    const it = await started();
    it.server.answers.get_job_state = () => ({ state });
    await pass(it.clock, 5);
    assertEquals(it.told, ["state 3", `state ${state}`]);
    assertEquals([it.server.open, it.clock.pending], [0, 0]);
    await assertStops(it);
  }
});

Deno.test("a lifeline tells of trouble, and of its end", { permissions }, async () => {
  const it = await started();
  it.server.dials = "refused";
  it.server.drop();
  await pass(it.clock, 1.6);
  it.server.dials = "work";
  await pass(it.clock, 1.6);
  assertEquals(it.told.length, 5);
  assertEquals(it.told[1], "the server closed the connection");
  assertEquals(it.told[2]?.startsWith("cannot connect to host:22244"), true);
  // It is told of with the first beat that gets through.
  assertEquals(it.told.slice(3).sort(), ["recovered", "state 3"]);
  await assertStops(it);
});

Deno.test("a lifeline ends when the id is another job's, and does not touch that", {
  permissions,
}, async () => {
  const it = await started();
  it.server.job = { ...it.server.job, owner: "you" };
  it.server.drop();
  await pass(it.clock, 12);
  assertEquals(it.told.length, 3);
  assertEquals(it.told[2]?.startsWith("Job 1 is lost"), true);
  assertEquals(it.server.commands(1), ["version", "list_jobs"]);
  assertEquals([it.server.open, it.clock.pending], [0, 0]);
  await assertStops(it);
});

Deno.test("a lifeline goes on without the list of jobs if that makes no sense", {
  permissions,
}, async () => {
  const it = await started();
  it.server.answers.list_jobs = () => [{ job_id: "one" }];
  it.server.drop();
  await pass(it.clock, 4);
  assertEquals(it.server.commands(1), ["version", "list_jobs"]);
  assertEquals(it.server.commands(2), ["version", "get_job_state"]);
  await assertStops(it);
});

Deno.test("a lifeline that waits for an answer, a dial or its next try stops all the same", {
  permissions,
}, async () => {
  const mute = await started();
  mute.server.answers.get_job_state = () => MUTE;
  await pass(mute.clock, 4);
  await assertStops(mute);
  const hanging = await started();
  hanging.server.dials = "hang";
  hanging.server.drop();
  await pass(hanging.clock, 1);
  await assertStops(hanging);
  const refused = await started();
  refused.server.dials = "refused";
  refused.server.drop();
  await pass(refused.clock, 1);
  await assertStops(refused);
});

Deno.test("a lifeline can be stopped before it has begun, and twice", {
  permissions,
}, async () => {
  const clock = new ManualClock(0);
  const { dial, heard } = new FakeServer(clock);
  const identity = { jobId: 1, owner: null, startTime: null };
  const lifeline = new Lifeline({ hostname: "host", clock, dial, identity, keepalive: 12 });
  await Promise.all([lifeline.stop(), lifeline.stop()]);
  await settle();
  assertEquals([heard.length, clock.pending], [0, 0]);
});

import { assert, assertEquals } from "@std/assert";
import { Lifeline, type LifelineEvents } from "../../lib/lifeline/lifeline.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer, MUTE } from "../lib_test_kit/fake_server.ts";
import { Leftovers } from "../lib_test_kit/leftovers.ts";
import { pass, settle } from "../lib_test_kit/settle.ts";
import { assertStops, beats, started } from "../lib_test_kit/started_lifeline.ts";

const permissions = "none";

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

Deno.test("a lifeline keeps calm when the keepalive is too short to be kept up", {
  permissions,
}, async () => {
  for (const keepalive of [0, -1, 0.001]) {
    const it = await started({ keepalive });
    await pass(it.clock, 1, 0.005);
    const { length } = beats(it.server);
    assert(length >= 10 && length <= 12, `${length} beats in 1.1 s`);
    it.server.dials = "refused";
    it.server.drop();
    await pass(it.clock, 1, 0.005);
    assert(it.server.dialled <= 22, `${it.server.dialled} dials in 1 s`);
    await assertStops(it);
  }
});

Deno.test("a lifeline ends when the job is destroyed or unknown", { permissions }, async () => {
  const answers: [state: number, answer: unknown, lineEnding: "\n" | "\r\n"][] = [
    [4, { state: 4 }, "\n"],
    [0, { state: 0 }, "\n"],
    [0, new Error("no such job"), "\r\n"], // what Java servers say
  ];
  for (const [state, answer, lineEnding] of answers) {
    const it = await started({}, {}, { lineEnding });
    it.server.answers.get_job_state = () => answer;
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
  await pass(it.clock, 3.1);
  it.server.dials = "work";
  await pass(it.clock, 1.6);
  assertEquals(it.told.length, 5);
  for (const told of it.told.slice(1, 3)) {
    assertEquals(told.startsWith("Cannot connect to host:22244"), true);
  }
  // It is told of with the first beat that gets through.
  assertEquals(it.told.slice(3).sort(), ["recovered", "state 3"]);
  await assertStops(it);
});

Deno.test("a connection that ends between two beats is made again, and nobody is told", {
  permissions,
}, async () => {
  const it = await started();
  await pass(it.clock, 2);
  it.server.drop();
  await pass(it.clock, 0.2);
  assertEquals([it.server.dialled, it.told], [2, ["state 3", "state 3"]]);
  await assertStops(it);
});

Deno.test("a lifeline beats every few seconds while boards are waited for", {
  permissions,
}, async () => {
  const it = await started({ keepalive: 60 });
  await pass(it.clock, 40, 1);
  assertEquals(beats(it.server).map(Math.round), [0, 20, 40]);
  it.server.job = { ...it.server.job, state: 2 };
  await pass(it.clock, 40, 1);
  assertEquals(beats(it.server).map(Math.round).slice(3), [60, 64, 68, 72, 76, 80]);
  await assertStops(it);
});

Deno.test("a lifeline ends when the id is another job's, and does not touch that", {
  permissions,
}, async () => {
  const it = await started();
  it.server.job = { ...it.server.job, owner: "you" };
  it.server.drop();
  await pass(it.clock, 12);
  assertEquals(it.told.length, 2);
  assertEquals(it.told[1]?.startsWith("Job 1 is lost"), true);
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

Deno.test("a lifeline has its timeout for each call, not for all calls of a redial together", {
  permissions,
}, async () => {
  const it = await started({ keepalive: 60, timeout: 5 });
  it.server.answerDelay = 2.6;
  it.server.drop();
  await pass(it.clock, 60);
  assertEquals(it.server.dialled, 2);
  assert(beats(it.server).length > 3);
  await assertStops(it);
});

Deno.test("what the listeners of a lifeline throw does not end it", { permissions }, async () => {
  const called = new Set<string>();
  const thrower = (name: string) => (): never => {
    called.add(name);
    throw new Error(`${name} is broken`);
  };
  const names = ["onStatus", "onTrouble", "onRecovered", "onLost"] as const;
  const events: LifelineEvents = Object.fromEntries(names.map((name) => [name, thrower(name)]));
  const it = await started({}, events);
  it.server.dials = "refused";
  it.server.drop();
  await pass(it.clock, 2);
  it.server.dials = "work";
  await pass(it.clock, 20);
  assertEquals([it.server.dialled, it.server.open, beats(it.server).length], [3, 1, 6]);
  it.server.job = { ...it.server.job, owner: "you" };
  it.server.drop();
  await pass(it.clock, 4);
  assertEquals(called, new Set(names));
  await assertStops(it);
});

Deno.test("a lifeline's beats leave nothing behind, however many they are", {
  permissions,
}, async () => {
  const it = await started();
  await pass(it.clock, 40, 4);
  {
    using left = new Leftovers();
    await pass(it.clock, 400, 4);
    assertEquals(left.listeners, 0);
    assert(left.reactions < 5, `${left.reactions} wait for the same promise`);
  }
  assert(beats(it.server).length > 100);
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

import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { ProtocolError, RequestError, ServerError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { ClientOptions } from "../../lib/protocol/client_options.ts";
import type { Place } from "../../lib/protocol/place.ts";
import type { Notification } from "../../lib/protocol/messages.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer, MUTE } from "../lib_test_kit/fake_server.ts";
import { settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

async function connected(
  options: ClientOptions = {},
): Promise<{ server: FakeServer; clock: ManualClock; client: ProtocolClient }> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const client = await ProtocolClient.connect("host", { clock, dial: server.dial, ...options });
  return { server, clock, client };
}

Deno.test("every method sends its command as a Python server reads it", {
  permissions,
}, async () => {
  const { server, client } = await connected();
  await client.version();
  await client.jobKeepalive(7);
  await client.getJobState(7);
  await client.getJobMachineInfo(7);
  await client.powerOnJobBoards(7);
  await client.powerOffJobBoards(7);
  await client.destroyJob(7);
  await client.destroyJob(7, { reason: "done" });
  await client.notifyJob();
  await client.notifyJob(7);
  await client.noNotifyJob(7);
  await client.notifyMachine("m");
  await client.noNotifyMachine();
  await client.getBoardPosition("m", [1, 2, 0]);
  await client.getBoardAtPosition("m", [1, 2, 3]);
  await client.whereIs({ machine: "m", board: [1, 2, 0] });
  await client.whereIs({ machine: "m", physical: [1, 2, 3] });
  await client.whereIs({ machine: "m", chip: [8, 4] });
  await client.whereIs({ jobId: 7, chip: [8, 4] });
  await client.call("anything", { args: [1], kwargs: { a: 2 } });
  assertEquals(server.heard.map(({ command, args, kwargs }) => [command, args, kwargs]), [
    ["version", [], {}],
    ["job_keepalive", [7], {}],
    ["get_job_state", [7], {}],
    ["get_job_machine_info", [7], {}],
    ["power_on_job_boards", [7], {}],
    ["power_off_job_boards", [7], {}],
    ["destroy_job", [7], { reason: null }],
    ["destroy_job", [7], { reason: "done" }],
    ["notify_job", [], {}],
    ["notify_job", [7], {}],
    ["no_notify_job", [7], {}],
    ["notify_machine", ["m"], {}],
    ["no_notify_machine", [], {}],
    ["get_board_position", [], { machine_name: "m", x: 1, y: 2, z: 0 }],
    ["get_board_at_position", [], { machine_name: "m", x: 1, y: 2, z: 3 }],
    ["where_is", [], { machine: "m", x: 1, y: 2, z: 0 }],
    ["where_is", [], { machine: "m", cabinet: 1, frame: 2, board: 3 }],
    ["where_is", [], { machine: "m", chip_x: 8, chip_y: 4 }],
    ["where_is", [], { job_id: 7, chip_x: 8, chip_y: 4 }],
    ["anything", [1], { a: 2 }],
  ]);
  await client.close();
});

Deno.test("createJob() sends nothing if the request makes no sense", { permissions }, async () => {
  const { server, client } = await connected();
  await assertRejects(() => client.createJob({ owner: "me", what: [0] }), RequestError);
  await settle();
  assertEquals(server.commands(), []);
  assertEquals(await client.createJob({ owner: "me", what: [3] }), 1);
  assertEquals(server.heard.at(-1)?.args, [3]);
  await client.close();
});

Deno.test("an answer of the wrong kind ends the connection", { permissions }, async () => {
  const { server, client } = await connected();
  server.answers.get_job_state = () => ({ state: "fine" });
  const error = await assertRejects(() => client.getJobState(1), ProtocolError);
  assertEquals(error.message.includes('"fine" as get_job_state.state'), true);
  assertEquals([await client.closed, client.isOpen, server.open], [error, false, 0]);
});

Deno.test("an answer that is nested too deeply to look into ends the connection", {
  permissions,
}, async () => {
  const { server, client } = await connected();
  server.answers.version = () => MUTE;
  const version = client.version();
  await settle();
  const depth = 200_000;
  server.last.send(`{"return": ${"[".repeat(depth)}${"]".repeat(depth)}}\n`);
  const error = await assertRejects(() => version, ProtocolError);
  assertEquals([await client.closed, client.isOpen], [error, false]);
});

Deno.test("a line that is neither answer nor notification ends the connection", {
  permissions,
}, async () => {
  const { server, client } = await connected();
  server.last.sendMessage({ hello: 1 });
  assertInstanceOf(await client.closed, ProtocolError);
});

Deno.test("notifications are typed", { permissions }, async () => {
  const heard: Notification[] = [];
  const { server, client } = await connected({ onNotification: (it) => heard.push(it) });
  server.last.send('{"jobs_changed":[1,2]}\n{"machines_changed":["m"]}\n');
  await settle();
  assertEquals(heard, [
    { jobsChanged: [1, 2], machinesChanged: [] },
    { jobsChanged: [], machinesChanged: ["m"] },
  ]);
  await client.close();
});

Deno.test("a call takes the client's timeout, or one of its own", { permissions }, async () => {
  const { server, clock, client } = await connected({ timeout: 5 });
  server.answers.version = () => MUTE;
  const call = watch(client.version({ timeout: 2 }));
  await settle();
  clock.advance(2);
  await settle();
  assertEquals([call.outcome().is, client.isOpen], ["rejected", false]);
  assertEquals((await client.closed)?.message, "No answer to version within 2 s");
});

Deno.test("whereIs() refuses what is no place, and sends nothing", { permissions }, async () => {
  const { server, client } = await connected();
  const misuses: unknown[] = [
    {},
    { machine: "m" },
    { machine: "m", board: [1, 2] },
    { machine: "m", chip: "1,2" },
    { machine: "m", chip: [1, 2.5] },
    { chip: [1, 2] },
    { jobId: 7 },
    { jobId: "7", chip: [1, 2] },
    null,
  ];
  for (const misuse of misuses) {
    const asked = client.whereIs(misuse as Place);
    await assertRejects(() => asked, RequestError, `Cannot look for ${JSON.stringify(misuse)}: `);
  }
  await settle();
  assertEquals(server.commands(), []);
  await client.close();
});

Deno.test("a refused command's stack shows the program that called", { permissions }, async () => {
  const { server, client } = await connected();
  server.answers.list_jobs = () => new Error("not today");
  async function theProgram(): Promise<void> {
    await client.listJobs();
  }
  for (let call = 0; call < 2; call++) { // the first call has to find out the kind of the server
    const error = await assertRejects(theProgram, ServerError, "not today");
    assertStringIncludes(error.stack ?? "", "ServerError: The server refused: not today\n");
    assertStringIncludes(error.stack ?? "", "theProgram");
  }
  await client.close();
});

Deno.test("the kind of a server is known from its first answer on", { permissions }, async () => {
  for (const [lineEnding, kind] of [["\n", "python"], ["\r\n", "java"]] as const) {
    const clock = new ManualClock(0);
    const server = new FakeServer(clock);
    server.lineEnding = lineEnding;
    const client = await ProtocolClient.connect("host", { clock, dial: server.dial });
    assertEquals(client.serverKind, null);
    await client.version();
    assertEquals(client.serverKind, kind);
    await client.close();
  }
});

import { assertEquals, assertRejects } from "@std/assert";
import { ServerError } from "../../../lib/errors.ts";
import { JobState } from "../../../lib/protocol/messages.ts";
import { JOB_COMMANDS } from "../../lib_test_kit/job_commands.ts";
import { javaServer } from "../../lib_test_kit/java_server.ts";

const permissions = "none";
const ALIVE = { reason: "", start_time: 1_700_000_000, keepalivehost: "" };

Deno.test("a job's keepalive on a Java server is not the time of its last sign of life", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  server.answers.get_job_state = () => ({
    ...ALIVE,
    state: 3,
    power: true,
    keepalive: 1_700_000_123,
    keepalivehost: "10.0.0.9",
  });
  assertEquals(await client.getJobState(7), {
    state: JobState.ready,
    power: true,
    keepalive: null,
    reason: null,
    startTime: 1_700_000_000,
    finishTime: null,
    keepaliveHost: "10.0.0.9",
  });
  await client.close();
});

Deno.test("a job of a Java server that has a reason for its end is gone, whatever its state", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const comesBack = { ...ALIVE, state: 3, power: true, keepalive: 1_700_000_123, reason: "enough" };
  server.answers.get_job_state = () => comesBack;
  const { state, reason, power } = await client.getJobState(7);
  assertEquals([state, reason, power], [JobState.destroyed, "enough", null]);
  await client.close();
});

Deno.test("the power of a job is told by a Java server only while nothing is switched", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const told = [[1, null], [2, null], [3, false], [4, null]];
  for (const [state, power] of told) {
    const told = state !== 3;
    server.answers.get_job_state = () => ({ ...ALIVE, state, power: told, keepalive: 0 });
    assertEquals((await client.getJobState(7)).power, power);
  }
  await client.close();
});

Deno.test("what a Java server refuses of what is not there is read as a Python server's answer", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const refuse = (words: string): void => {
    for (
      const command of [
        ...JOB_COMMANDS,
        "notify_machine",
        "no_notify_machine",
        "get_board_position",
        "get_board_at_position",
        "where_is",
      ]
    ) {
      server.answers[command] = () => new Error(words);
    }
  };
  refuse("no such job");
  assertEquals((await client.getJobState(7)).state, JobState.unknown);
  assertEquals(await client.getJobMachineInfo(7), null);
  assertEquals(await client.jobKeepalive(7), undefined);
  assertEquals(await client.destroyJob(7), undefined);
  assertEquals(await client.notifyJob(7), undefined);
  assertEquals(await client.noNotifyJob(7), undefined);
  assertEquals(await client.whereIs({ jobId: 7, chip: [0, 0] }), null);
  refuse("boards not allocated");
  assertEquals(await client.getJobMachineInfo(7), null);
  refuse("no boards currently allocated");
  assertEquals(await client.powerOnJobBoards(7), undefined);
  assertEquals(await client.powerOffJobBoards(7), undefined);
  assertEquals(await client.whereIs({ jobId: 7, chip: [0, 0] }), null);
  refuse("no such machine");
  assertEquals(await client.notifyMachine("m"), undefined);
  assertEquals(await client.getBoardPosition("m", [0, 0, 0]), null);
  assertEquals(await client.whereIs({ machine: "m", board: [0, 0, 0] }), null);
  refuse("no such board");
  assertEquals(await client.getBoardAtPosition("m", [0, 0, 0]), null);
  refuse("negative values not supported");
  assertEquals(await client.whereIs({ machine: "m", board: [-1, 0, 0] }), null);
  refuse("bad X co-ordinate: 300");
  assertEquals(await client.whereIs({ jobId: 7, chip: [300, 0] }), null);
  refuse("out of order");
  await assertRejects(() => client.getJobState(7), ServerError, "The server refused: out of order");
  await assertRejects(() => client.whereIs({ jobId: 7, chip: [0, 0] }), ServerError);
  await client.close();
});

Deno.test("a destroyed job has no boards left on a Java server", { permissions }, async () => {
  const { server, client } = await javaServer();
  const left = { width: 16, height: 16, machine_name: "m", connections: [], boards: [] };
  server.answers.get_job_machine_info = () => left;
  assertEquals(await client.getJobMachineInfo(7), null);
  await client.close();
});

Deno.test("queued and hidden jobs of a Java server are listed for what they are", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const queued = {
    job_id: 12,
    owner: "me",
    start_time: 1_700_000_000,
    keepalive: 60.0,
    state: 1,
    power: false,
    reason: "",
    args: [3],
    kwargs: { owner: "me" },
    allocated_machine_name: "m",
    boards: [],
    keepalivehost: "<Hidden>",
  };
  const hidden = {
    ...queued,
    job_id: 9,
    owner: "<Hidden>",
    state: 3,
    power: true,
    args: [],
    kwargs: {},
    boards: [[0, 0, 1]],
  };
  // What was destroyed while its boards were being switched on comes back without them.
  const back = { ...queued, job_id: 10, state: 3 };
  server.answers.list_jobs = () => [queued, back, hidden];
  const [first, second, ...others] = await client.listJobs();
  assertEquals(others, []);
  assertEquals(
    [first?.jobId, first?.owner, first?.isHidden, first?.machineName, first?.boards],
    [9, null, true, "m", [[0, 0, 1]]],
  );
  assertEquals(
    [second?.jobId, second?.owner, second?.isHidden, second?.machineName, second?.boards],
    [12, "me", false, null, null],
  );
  assertEquals([second?.power, second?.keepalive, second?.keepaliveHost], [null, 60, null]);
  await client.close();
});

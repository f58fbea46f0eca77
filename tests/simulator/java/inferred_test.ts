/**
 * Tests the opposite of all that is only inferred of real servers: clients have to be right with
 * both.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { RequestError } from "../../../lib/errors.ts";
import { Simulator } from "../../../lib/simulator/mod.ts";
import { FIRST, JavaTest } from "./java_server.ts";

const OTHERWISE = { inferred: false };
const NO_MACHINE = "no machine available which matches allocation request";

Deno.test("where_is may be right", async () => {
  await using test = await JavaTest.start(OTHERWISE);
  await test.client.createJob([1, 2]);
  const id = await test.client.createJob([2, 2]);
  const right = {
    job_id: id,
    job_chip: [9, 5],
    chip: [21, 5],
    logical: [1, 0, 1],
    machine: "m",
    board_chip: [20, 4],
    physical: [0, 0, 7],
  };
  const inJob = { job_id: id, chip_x: 9, chip_y: 5 };
  assertEquals(await test.client.call("where_is", [], inJob), right);
  const inMachine = { machine: "m", chip_x: 21, chip_y: 5 };
  assertEquals(await test.client.call("where_is", [], inMachine), right);
  await test.says("no such board", "where_is", [], { machine: "m", chip_x: 48, chip_y: 0 });
});

Deno.test("sizes that would stall the allocator, and 0 boards, may be refused", async () => {
  await using test = await JavaTest.start(OTHERWISE);
  for (const args of [[0], [0, 1], [19], [24], [5, 1]]) {
    await test.says(NO_MACHINE, "create_job", args, { owner: "me" });
  }
  await test.says(String(FIRST), "create_job", [18], { owner: "me" });
});

Deno.test("a destroyed job may have no machine and no power", async () => {
  await using test = await JavaTest.start(OTHERWISE);
  await test.fill();
  await test.client.call("destroy_job", [FIRST]);
  await test.says("boards not allocated", "get_job_machine_info", [FIRST]);
  assertEquals((await test.state()).power, false);
});

Deno.test("reports of any board may be taken", async () => {
  await using test = await JavaTest.start(OTHERWISE);
  for (let i = 0; i < 2; i++) await test.says("null", "report_problem", ["10.11.0.1"]);
});

Deno.test("places without a board may be dead ones", async () => {
  await using test = await JavaTest.start(OTHERWISE, {
    machines: [{
      name: "m",
      width: 1,
      height: 1,
      deadBoards: [[0, 0, 2]],
      missingBoards: [[0, 0, 1]],
    }],
  });
  const [machine] = await test.client.call("list_machines") as Record<string, unknown>[];
  assertEquals(machine?.dead_boards, [[0, 0, 2], [0, 0, 1]]);
});

Deno.test("Simulator.start() with Java manners rejects intervals that never end", async () => {
  for (
    const java of [
      { allocatorPeriod: 0 },
      { notifyWaitTime: 0 },
      { receiveTimeout: NaN },
    ]
  ) {
    let problem: unknown;
    await Simulator.start({ manners: "java", java }).catch((error) => problem = error);
    assertEquals(problem instanceof RequestError, true, JSON.stringify(java));
  }
});

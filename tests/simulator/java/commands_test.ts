import { assertEquals } from "@std/assert";
import { JOB_COMMANDS } from "../../lib_test_kit/job_commands.ts";
import { FIRST, JavaTest } from "./java_server.ts";

const STRANGE = [1, FIRST + 99];

Deno.test("a Java server says it is version 5.0.0", async () => {
  await using test = await JavaTest.start();
  await test.says('"5.0.0"', "version");
});

Deno.test("commands refuse jobs that there are not, and those of the other API", async () => {
  await using test = await JavaTest.start();
  const hidden = test.server.addHiddenJob([1, 1]);
  for (const id of [...STRANGE, hidden]) {
    for (const command of JOB_COMMANDS) {
      await test.says("no such job", command, [id]);
    }
    const place = { job_id: id, chip_x: 0, chip_y: 0 };
    await test.says("no such job", "where_is", [], place);
  }
  assertEquals(test.server.jobs.length, 1);
});

Deno.test("destroyed jobs still take commands, and are not kept alive by them", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob();
  test.clock.advance(0.4);
  await test.client.call("destroy_job", [FIRST], { reason: "done" });
  test.clock.advance(10);
  for (const command of ["job_keepalive", "destroy_job", "notify_job", "no_notify_job"]) {
    await test.says("null", command, [FIRST]);
  }
  const { state, keepalive, reason } = await test.state();
  assertEquals([state, keepalive, reason], [4, 1_000, "done"]);
});

Deno.test("a job that is destroyed while its boards go on comes back, until its keepalive is over", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], { keepalive: 30 });
  await test.client.call("destroy_job", [FIRST], { reason: "done" });
  assertEquals((await test.state()).state, 4);
  test.clock.advance(0.4);
  const { state, reason } = await test.state();
  assertEquals([state, reason], [3, "done"]);
  const [job] = await test.client.call("list_jobs") as Record<string, unknown>[];
  assertEquals([job?.job_id, job?.state, job?.power, job?.boards], [FIRST, 3, false, []]);
  assertEquals(test.server.jobs, []);
  test.clock.advance(90);
  const end = await test.state();
  assertEquals([end.state, end.reason], [4, "keepalive expired"]);
});

Deno.test("destroy_job takes a reason that is text or null", async () => {
  await using test = await JavaTest.start();
  for (const [reason, told] of [["why", "why"], [null, ""]] as const) {
    const id = await test.client.createJob();
    await test.client.call("destroy_job", [id], { reason });
    assertEquals((await test.state(id)).reason, told);
  }
  const id = await test.client.createJob();
  const said = await test.say("destroy_job", [id], { reason: 7 });
  assertEquals(said.slice(0, 35), "class java.lang.Integer cannot be c");
});

Deno.test("get_job_machine_info is as with Python once boards are allocated, sorted", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([1, 2]);
  const info = await test.client.call("get_job_machine_info", [FIRST]);
  assertEquals(info, {
    width: 16,
    height: 24,
    connections: [
      [[0, 0], "10.11.0.1"],
      [[8, 4], "10.11.0.9"],
      [[4, 8], "10.11.0.17"],
      [[0, 12], "10.11.0.25"],
      [[8, 16], "10.11.0.33"],
      [[4, 20], "10.11.0.41"],
    ],
    machine_name: "m",
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2], [0, 1, 0], [0, 1, 1], [0, 1, 2]],
  });
  const single = await test.client.createJob();
  const { width, height } = await test.client.call("get_job_machine_info", [single]) as {
    width: number;
    height: number;
  };
  assertEquals([width, height], [8, 8]);
});

Deno.test("a queued job has no machine info and no power", async () => {
  await using test = await JavaTest.start();
  await test.fill();
  const queued = await test.client.createJob();
  await test.says("boards not allocated", "get_job_machine_info", [queued]);
  await test.says("no boards currently allocated", "power_on_job_boards", [queued]);
  await test.says("no boards currently allocated", "power_off_job_boards", [queued]);
  const place = { job_id: queued, chip_x: 0, chip_y: 0 };
  await test.says("no boards currently allocated", "where_is", [], place);
});

Deno.test("a job that had boards is told of with its size and none of them, once it is destroyed", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([1, 1]);
  await test.client.call("destroy_job", [FIRST]);
  assertEquals(await test.client.call("get_job_machine_info", [FIRST]), {
    width: 16,
    height: 16,
    connections: [],
    machine_name: "m",
    boards: [],
  });
});

Deno.test("get_board_position and its inverse take keywords only, and refuse what is not there", async () => {
  await using test = await JavaTest.start();
  const machine = { machine_name: "m" };
  await test.says("[0,0,10]", "get_board_position", [], { ...machine, x: 1, y: 1, z: 1 });
  await test.says("[1,1,1]", "get_board_at_position", [], { ...machine, x: 0, y: 0, z: 10 });
  await test.says("missing keyword argument: x", "get_board_position", ["m", 1, 1, 1]);
  await test.says("missing keyword argument: x", "get_board_at_position", ["m", 0, 0, 10]);
  for (const command of ["get_board_position", "get_board_at_position"]) {
    const place = { x: 4, y: 4, z: 4 };
    await test.says("no such machine", command, [], { machine_name: "other", ...place });
    await test.says("no such board", command, [], { ...machine, x: 9, y: 9, z: 9 });
  }
});

Deno.test("notify_job needs no null, and notify_machine takes it", async () => {
  await using test = await JavaTest.start();
  for (const command of ["notify_job", "no_notify_job"]) {
    await test.says("null", command);
    assertEquals((await test.say(command, [null])).includes("intValue()"), true);
  }
  for (const command of ["notify_machine", "no_notify_machine"]) {
    for (const args of [[], [null], ["m"]]) await test.says("null", command, args);
    await test.says("no such machine", command, ["other"]);
  }
});

Deno.test("login is known, and always fails", async () => {
  await using test = await JavaTest.start();
  await test.says("upgrading security is not supported", "login", ["user", "password"]);
});

Deno.test("report_problem notes a problem of a board that a job uses, once a job", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([1, 1]);
  await test.says("null", "report_problem", ["10.99.0.1"]);
  await test.says("null", "report_problem", ["10.11.0.1"], {
    x: 1,
    y: 2,
    p: 3,
    description: "hot",
  });
  await test.says(
    "Duplicate entry '10.11.0.1-4001' for key 'board_reports.once_a_job'",
    "report_problem",
    ["10.11.0.1"],
  );
  await test.says("Column 'job_id' cannot be null", "report_problem", ["10.11.0.25"]);
  const board = ["10.11.0.9"];
  await test.says("bad X co-ordinate: 300", "report_problem", board, { x: 300, y: 0 });
  await test.says("bad Y co-ordinate: 300", "report_problem", board, { x: 0, y: 300 });
  await test.says("bad processor ID: 18", "report_problem", board, { x: 0, y: 0, p: 18 });
  await test.says("missing keyword argument: y", "report_problem", board, { x: 0 });
  await test.says("Index 0 out of bounds for length 0", "report_problem");
  await test.says("null", "report_problem", board);
});

import { assert, assertEquals } from "@std/assert";
import { RawClient } from "../raw_client.ts";
import { FIRST, JavaTest } from "./java_server.ts";

Deno.test("what is no command is an exception to a Java server, and the connection stays", async () => {
  await using test = await JavaTest.start();
  for (
    const line of [
      "nonsense",
      '{"command": "version"',
      '"version"',
      "7",
      '["version"]',
      '{"command": "version", "args": {}}',
      '{"command": "version", "args": null}',
      '{"command": "version", "args": "x"}',
      '{"command": "version", "kwargs": []}',
      '{"command": "version", "kwargs": null}',
      '{"command": ["version"]}',
    ]
  ) {
    await test.client.write(line);
    const answer = await test.client.next();
    assert(answer !== "closed" && typeof answer.exception === "string", line);
    assert(answer.exception.split("\n").length > 1, `a JSON error has several lines: ${line}`);
  }
  await test.says("unknown command: no_such_command", "no_such_command");
  await test.says('"5.0.0"', "version");
});

Deno.test("a command without a name closes the connection to a Java server", async () => {
  await using test = await JavaTest.start();
  for (const line of ["{}", '{"command": null}', "null"]) {
    using client = await RawClient.open(test.server);
    await client.write(line);
    assertEquals(await client.next(), "closed", line);
  }
});

Deno.test("args and kwargs may be left out, and other keys are ignored", async () => {
  await using test = await JavaTest.start();
  await test.client.write('{"command": "version", "more": [1], "id": 7}');
  assertEquals(await test.client.next(), { return: "5.0.0" });
});

Deno.test("too many args and unknown kwargs are ignored", async () => {
  await using test = await JavaTest.start();
  await test.says('"5.0.0"', "version", [1, 2, 3], { colour: "red" });
  await test.client.createJob([], { colour: "red" });
  await test.says("null", "job_keepalive", [FIRST, 2, 3], { colour: "red" });
});

Deno.test("text after the object on the line is ignored", async () => {
  await using test = await JavaTest.start();
  for (const rest of ["}", ' {"command": "list_jobs"}', " nonsense", '"']) {
    await test.client.write(`{"command": "version", "kwargs": {"x": "}{\\""}}${rest}`);
    assertEquals(await test.client.next(), { return: "5.0.0" }, rest);
  }
});

Deno.test("a command that is a number is taken for text", async () => {
  await using test = await JavaTest.start();
  await test.client.write('{"command": 7}');
  assertEquals(await test.client.next(), { exception: "unknown command: 7" });
});

Deno.test("numbers may be texts, fractions are cut off, and high ones are wrapped", async () => {
  await using test = await JavaTest.start();
  assertEquals(await test.client.createJob(["3"]), FIRST);
  assertEquals(await test.client.createJob([2.7, "1"]), FIRST + 1);
  assertEquals(test.server.jobs.map(({ boards }) => boards.length), [3, 6]);
  for (const id of [FIRST + 0.9, String(FIRST), `+${FIRST}`, 2 ** 32 + FIRST]) {
    await test.says("null", "job_keepalive", [id]);
  }
});

Deno.test("what is no number is an exception that tells what it is", async () => {
  await using test = await JavaTest.start();
  const classes: [unknown, string][] = [
    [true, "java.lang.Boolean"],
    [[1], "java.util.ArrayList"],
    [{}, "java.util.LinkedHashMap"],
  ];
  for (const [value, name] of classes) {
    await test.says(`needed a number, got a ${name}`, "get_job_state", [value]);
  }
  for (const value of [-1, "-1", 2 ** 31]) {
    await test.says("negative values not supported", "get_job_state", [value]);
  }
  for (const value of ["abc", "", "1.5", "99999999999"]) {
    await test.says(`For input string: "${value}"`, "get_job_state", [value]);
  }
});

Deno.test("null where a number is wanted is a null pointer exception", async () => {
  await using test = await JavaTest.start();
  const places: [string, unknown[], Record<string, unknown>][] = [
    ["get_job_state", [null], {}],
    ["notify_job", [null], {}],
    ["create_job", [null], { owner: "me" }],
    ["where_is", [], { job_id: null, chip_x: 0, chip_y: 0 }],
  ];
  for (const [command, args, kwargs] of places) {
    assert((await test.say(command, args, kwargs)).includes("intValue()"), command);
  }
});

Deno.test("names that are no text are a class cast exception", async () => {
  await using test = await JavaTest.start();
  const place = { x: 0, y: 0, z: 0 };
  for (
    const [command, kwargs] of [
      ["get_board_position", { machine_name: 1, ...place }],
      ["where_is", { machine: 1, ...place }],
      ["create_job", { owner: "me", machine: 1 }],
    ] as const
  ) {
    const said = await test.say(command, [], kwargs);
    assert(
      said.startsWith("class java.lang.Integer cannot be cast to class java.lang.String"),
      said,
    );
  }
  const said = await test.say("create_job", [], { owner: "me", keepalive: "60" });
  assert(said.startsWith("class java.lang.String cannot be cast to class java.lang.Number"), said);
});

Deno.test("ranges of coordinates are not checked, but chips are below 256", async () => {
  await using test = await JavaTest.start();
  const board = { machine_name: "m", x: 99, y: 0, z: 9 };
  await test.says("no such board", "get_board_position", [], board);
  await test.says("no such board", "get_board_at_position", [], board);
  const chip = { machine: "m", chip_x: 300, chip_y: 1 };
  await test.says("bad X co-ordinate: 300", "where_is", [], chip);
  await test.says("bad Y co-ordinate: 256", "where_is", [], { ...chip, chip_x: 1, chip_y: 256 });
});

Deno.test("missing arguments are told by their place or name", async () => {
  await using test = await JavaTest.start();
  for (const command of ["get_job_state", "job_keepalive", "destroy_job", "power_on_job_boards"]) {
    await test.says("missing argument at index 0", command);
  }
  const machine = { machine: "m" };
  await test.says("missing keyword argument: chip_y", "where_is", [], { ...machine, chip_x: 1 });
  await test.says("missing keyword argument: x", "get_board_position", [], { machine_name: "m" });
  await test.says("missing parameter: machine", "where_is");
  await test.says("missing parameter: chip_x, x, or cabinet", "where_is", [], machine);
});

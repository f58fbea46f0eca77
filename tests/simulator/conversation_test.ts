import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

const FRAME = { name: "frame", width: 4, height: 2 };

async function start(clock = new ManualClock(1_000)): Promise<Simulator> {
  return await Simulator.start({
    machines: [FRAME, {
      name: "big",
      width: 20,
      height: 20,
      tags: ["big", "default"],
      deadBoards: [[0, 0, 1]],
      deadLinks: [[1, 0, 0, 2]],
    }],
    clock,
  });
}

Deno.test("a whole conversation goes as with the reference server", async () => {
  const clock = new ManualClock(1_000);
  await using server = await start(clock);
  using client = await RawClient.open(server);

  assertEquals(await client.call("version"), "1!7.0.0");
  assertEquals(await client.call("create_job", [], { owner: "alice" }), 1);
  assertEquals(await client.call("get_job_state", [1]), {
    state: 2,
    power: true,
    keepalive: 60,
    reason: null,
    start_time: 1_000,
    keepalivehost: "127.0.0.1",
  });
  assertEquals(await client.call("get_job_machine_info", [1]), {
    width: 8,
    height: 8,
    connections: [[[0, 0], "10.11.0.1"]],
    machine_name: "frame",
    boards: [[0, 0, 0]],
  });
  clock.advance(0.2);
  assertEquals(await client.state(1), { state: 3, power: true, reason: null });

  const wishes = { require_torus: true, machine: "frame" };
  assertEquals(
    await client.call("create_job", [4, 2], { owner: "bob", keepalive: 30, ...wishes }),
    2,
  );
  assertEquals(await client.state(2), { state: 1, power: null, reason: null });
  assertEquals(await client.call("get_job_machine_info", [2]), {
    width: null,
    height: null,
    connections: null,
    machine_name: null,
    boards: null,
  });
  assertEquals(await client.call("list_jobs"), [{
    job_id: 1,
    owner: "alice",
    start_time: 1_000,
    keepalive: 60,
    state: 3,
    power: true,
    args: [],
    kwargs: {},
    allocated_machine_name: "frame",
    boards: [[0, 0, 0]],
    keepalivehost: "127.0.0.1",
  }, {
    job_id: 2,
    owner: "bob",
    start_time: 1_000.2,
    keepalive: 30,
    state: 1,
    power: null,
    args: [4, 2],
    kwargs: wishes,
    allocated_machine_name: null,
    boards: null,
    keepalivehost: "127.0.0.1",
  }]);

  assertEquals(await client.call("destroy_job", [1], { reason: "done" }), null);
  assertEquals(await client.call("get_job_state", [1]), {
    state: 4,
    power: null,
    keepalive: null,
    reason: "done",
    start_time: null,
    keepalivehost: null,
  });
  clock.advance(0.4);
  assertEquals(await client.state(2), { state: 3, power: true, reason: null });
  const info = await client.call("get_job_machine_info", [2]) as {
    width: number;
    height: number;
    connections: [[number, number], string][];
    boards: unknown[];
  };
  assertEquals([info.width, info.height, info.boards.length], [48, 24, 24]);
  assertEquals(
    new Map(info.connections.map(([chip, ip]) => [chip.join(), ip])).get("20,16"),
    "10.11.0.81",
  );
});

Deno.test("list_machines tells sizes, tags and what is dead, in the order of the machines", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  assertEquals(await client.call("list_machines"), [
    { name: "frame", tags: ["default"], width: 4, height: 2, dead_boards: [], dead_links: [] },
    {
      name: "big",
      tags: ["big", "default"],
      width: 20,
      height: 20,
      dead_boards: [[0, 0, 1]],
      dead_links: [[1, 0, 0, 2]],
    },
  ]);
});

Deno.test("the second machine has addresses of its own", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  const id = await client.createJob([0, 0, 2], { machine: "big" });
  const info = await client.call("get_job_machine_info", [id]) as { connections: unknown };
  assertEquals(info.connections, [[[0, 0], "10.12.0.17"]]);
});

Deno.test("requests that no machine could ever meet are cancelled", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  const cancelled = {
    state: 4,
    power: null,
    reason: "Cancelled: No suitable machines available.",
  };
  for (
    const [args, kwargs] of [
      [[100_000], {}],
      [[0], {}],
      [[1, 2, 3, 4], {}],
      [[2, 2], { machine: "nope" }],
      [[], { tags: ["default", "nope"] }],
      [[3, 3], { machine: "frame" }],
      [[0, 0, 1], { machine: "big" }],
      [[3], { require_torus: true }],
    ] as const
  ) {
    assertEquals(await client.state(await client.createJob([...args], kwargs)), cancelled);
  }
  assertEquals(server.jobs, []);
});

Deno.test("requests that make no sense are refused, and use up an id", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  const refused: [string, unknown[], Record<string, unknown>][] = [
    ["owner must be specified for all jobs", [3], { owner: null }],
    ["could not convert string to float: 'long'", [3], { keepalive: "long" }],
    ["'int' object is not iterable", [3], { tags: 7 }],
  ];
  const refusedLater: typeof refused = [
    ["require_torus must be False when allocating boards.", [1], { require_torus: true }],
    [
      "Only one of machine and tags may be specified for a job.",
      [3],
      { machine: "frame", tags: ["default"] },
    ],
    ["unsupported operand type(s) for /: 'str' and 'float'", ["3"], {}],
    ["'>' not supported between instances of 'str' and 'int'", [4, "2"], {}],
    ["'<=' not supported between instances of 'int' and 'str'", ["1", 2, 0], {}],
    ["'>' not supported between instances of 'int' and 'str'", [4], { max_dead_links: "1" }],
    ["'<' not supported between instances of 'str' and 'float'", [4], { min_ratio: "1" }],
    ["Aspect ratio cannot be negative.", [3], { min_ratio: -1 }],
    ["create_job() got an unexpected keyword argument 'colour'", [3], { colour: "red" }],
  ];
  for (const [message, args, kwargs] of [...refused, ...refusedLater]) {
    await assertRejects(() => client.createJob(args, kwargs), Error, message);
  }
  assertEquals(await client.createJob([3]), 1 + refusedLater.length);
});

Deno.test("null is the same as leaving an option of create_job out", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  const id = await client.createJob([3], {
    machine: null,
    tags: null,
    min_ratio: null,
    max_dead_boards: null,
    max_dead_links: null,
    require_torus: false,
    keepalive: null,
  });
  assertEquals((await client.state(id)).state, 2);
  assertEquals(server.jobs[0]?.keepalive, null);
});

Deno.test("jobs go to machines by their tags, or by name whatever the tags", async () => {
  await using server = await Simulator.start({
    machines: [{ name: "a", width: 1, height: 1, tags: ["x"] }, {
      name: "b",
      width: 1,
      height: 1,
      tags: ["x", "y"],
    }],
  });
  using client = await RawClient.open(server);
  await client.createJob([], { tags: ["x"] });
  await client.createJob([], { tags: ["y", "x"] });
  await client.createJob([], { machine: "b" });
  await client.createJob([]);
  assertEquals(server.jobs.map(({ machine }) => machine), ["a", "b", "b"]);
});

Deno.test("unknown jobs are nothing to get excited about", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  for (const id of [9999, "1", null]) {
    assertEquals((await client.call("get_job_state", [id]) as { state: number }).state, 0);
  }
  const commands = ["power_on_job_boards", "power_off_job_boards", "destroy_job", "job_keepalive"];
  for (const command of commands) assertEquals(await client.call(command, [9999]), null);
});

Deno.test("arguments can be given by place or by name", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  assertEquals(await client.call("get_board_position", ["frame", 1, 1, 1]), [0, 0, 10]);
  const place = { machine_name: "frame", x: 1, y: 1, z: 1 };
  assertEquals(await client.call("get_board_position", [], place), [0, 0, 10]);
  assertEquals(
    await client.call("get_board_at_position", ["frame"], { x: 0, y: 0, z: 10 }),
    [1, 1, 1],
  );
  assertEquals(await client.call("get_board_position", ["frame", 9, 9, 9]), null);
  assertEquals(await client.call("get_board_position", ["nope", 0, 0, 0]), null);
  await client.createJob();
  await client.call("destroy_job", [], { job_id: 1, reason: "by name" });
  assertEquals(server.destroyedJobs, new Map([[1, "by name"]]));
});

Deno.test("arguments that do not match are refused", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  const refused: [string, unknown[], Record<string, unknown>, string][] = [
    ["version", [1], {}, "takes 2 positional arguments but 3 were given"],
    ["destroy_job", [1, 2, 3], {}, "takes from 3 to 4 positional arguments but 5 were given"],
    ["get_job_state", [], {}, "missing 1 required positional argument: 'job_id'"],
    ["get_board_position", ["m"], { z: 0 }, "missing 2 required positional arguments: 'x' and 'y'"],
    ["get_job_state", [1], { job_id: 1 }, "got multiple values for argument 'job_id'"],
    ["get_job_state", [1], { id: 1 }, "got an unexpected keyword argument 'id'"],
    ["notify_job", [{}], {}, "unhashable type: 'dict'"],
    ["get_job_state", [[1]], {}, "unhashable type: 'list'"],
    ["where_is", [1], {}, "takes 2 positional arguments but 3 were given"],
  ];
  for (const [command, args, kwargs, message] of refused) {
    await assertRejects(() => client.call(command, args, kwargs), Error, message);
  }
});

Deno.test("a keepalive may be text, as long as it is a number", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  await client.createJob([], { keepalive: "5" });
  assertEquals(server.jobs[0]?.keepalive, 5);
  await assertRejects(() => client.createJob([], { keepalive: [] }), Error, "not 'list'");
});

Deno.test("the options of create_job may follow the coordinates by place", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  assertEquals((await client.state(await client.createJob([3, 1, 1, 0, 0]))).state, 2);
  await assertRejects(
    () => client.createJob([3, 1, 1, 0], { max_dead_boards: 0 }),
    Error,
    "multiple values for argument 'max_dead_boards'",
  );
  await assertRejects(() => client.createJob([3, 1, 1, 0, 0, false, 0, 0]), Error, "at most 7");
});

Deno.test("a keyword named client is passed over", async () => {
  await using server = await start();
  using client = await RawClient.open(server);
  assertEquals(await client.call("version", [], { client: 1 }), "1!7.0.0");
});

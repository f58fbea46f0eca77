import { assertEquals } from "@std/assert";
import { LINKS } from "../../../lib/machine/mod.ts";
import { FIRST, JavaTest } from "./java_server.ts";

const OWNER = { owner: "me" };
const NO_MACHINE = "no machine available which matches allocation request";

Deno.test("create_job takes 0 to 3 numbers", async () => {
  await using test = await JavaTest.start();
  for (const args of [[], [1], [4], [2, 1], [3, 1, 2]]) await test.client.createJob(args);
  assertEquals(test.server.jobs.map(({ boards }) => boards.length), [1, 1, 6, 6, 1]);
  await test.says("unsupported number of arguments: 4", "create_job", [1, 2, 3, 4], OWNER);
});

Deno.test("an owner is needed, trimmed, and of printable ASCII", async () => {
  await using test = await JavaTest.start();
  for (const owner of [undefined, null, "", "  "]) {
    await test.says("invalid owner identifier; must be non-empty", "create_job", [], { owner });
  }
  for (const owner of ["é", "a\tb"]) {
    const text = "invalid owner identifier; must be printable ASCII";
    await test.says(text, "create_job", [], { owner });
  }
  await test.says(String(FIRST), "create_job", [], { owner: " me @ home " });
  await test.says(String(FIRST + 1), "create_job", [], { owner: 7 });
  assertEquals(test.server.jobs.map(({ owner }) => owner), ["me @ home", "7"]);
});

Deno.test("no keepalive, or null, is one of 60 s, and fractions are cut off", async () => {
  await using test = await JavaTest.start();
  const given = [undefined, null, 0, 0.5, 10.9, 1e9];
  for (const keepalive of given) await test.client.createJob([], { keepalive });
  assertEquals(test.server.jobs.map(({ keepalive }) => keepalive), [60, 60, 0, 0, 10, 1e9]);
  const tooLong = "Data truncation: Out of range value for column 'keepalive_interval' at row 1";
  await test.says(tooLong, "create_job", [], { ...OWNER, keepalive: 1e10 });
  await test.client.write(
    '{"command": "create_job", "kwargs": {"owner": "me", "keepalive": 1e999}}',
  );
  assertEquals(await test.client.next(), { exception: "long overflow" });
});

Deno.test('tags are ignored beside a machine, and are ["default"] without one', async () => {
  await using test = await JavaTest.start({}, {
    machines: ["m:4x2", { name: "special", width: 4, height: 2, tags: ["big", "new"] }],
  });
  const given: [Record<string, unknown>, string][] = [
    [{ machine: "m", tags: ["nope"] }, "m"],
    [{ tags: null }, "m"],
    [{ tags: [] }, "m"],
    [{}, "m"],
    [{ tags: "new" }, "special"],
    [{ tags: ["new", "big"] }, "special"],
  ];
  for (const [kwargs] of given) await test.client.createJob([], kwargs);
  assertEquals(test.server.jobs.map(({ machine }) => machine), given.map(([, machine]) => machine));
  await test.says(NO_MACHINE, "create_job", [], { ...OWNER, tags: ["big", "default"] });
});

Deno.test("no limit of dead boards is one of 0, and a named board has none", async () => {
  await using test = await JavaTest.start({}, {
    machines: [{ name: "m", width: 1, height: 1, deadBoards: [[0, 0, 1]] }],
  });
  await test.says(NO_MACHINE, "create_job", [1, 1], { ...OWNER, max_dead_boards: null });
  await test.says(NO_MACHINE, "create_job", [1, 1], OWNER);
  await test.says(String(FIRST), "create_job", [1, 1], { ...OWNER, max_dead_boards: 1 });
  assertEquals(test.server.jobs[0]?.boards.length, 2);
  await test.client.call("destroy_job", [FIRST]);
  await test.says(String(FIRST + 1), "create_job", [0, 0, 2], { ...OWNER, max_dead_boards: 0 });
});

Deno.test("a ratio, dead links and a torus are not asked for", async () => {
  await using test = await JavaTest.start();
  const demands = { min_ratio: "no ratio", max_dead_links: -1, require_torus: "please" };
  const single = await test.client.createJob([], demands);
  const some = await test.client.createJob([6], demands);
  const info = await test.client.call("get_job_machine_info", [some]) as { width: number };
  assertEquals([single, some, info.width], [FIRST, FIRST + 1, 28]);
});

Deno.test("so many boards get the squarest rectangle, cut to the machine", async () => {
  const shapes: [count: number, width: number, height: number][] = [
    [2, 16, 16],
    [3, 16, 16],
    [4, 28, 16],
    [9, 28, 24],
    [12, 28, 24],
    [13, 40, 24],
    [18, 40, 24],
  ];
  for (const [count, width, height] of shapes) {
    await using test = await JavaTest.start();
    const id = await test.client.createJob([count]);
    const info = await test.client.call("get_job_machine_info", [id]) as Record<string, unknown>;
    assertEquals([count, info.width, info.height], [count, width, height]);
  }
});

Deno.test("boards that are cut off from the first one are left out, and count as dead", async () => {
  const deadLinks = LINKS.map((link) => [1, 0, 0, link] as const);
  const machine = { name: "m", width: 2, height: 1, deadLinks };
  await using test = await JavaTest.start({}, { machines: [machine] });
  await test.says(NO_MACHINE, "create_job", [2, 1], OWNER);
  await test.client.createJob([2, 1], { max_dead_boards: 1 });
  const boards = test.server.jobs[0]?.boards.map(String);
  assertEquals([boards?.length, boards?.includes("1,0,0")], [5, false]);
});

Deno.test("the machine is the first one by name that fits, and a long queue does not change it", async () => {
  await using test = await JavaTest.start({}, { machines: ["b:2x2", "c:4x4", "a:1x1"] });
  for (const args of [[1, 1], [1, 1], [2, 2], [4, 4]]) await test.client.createJob(args);
  const jobs = await test.client.call("list_jobs") as { allocated_machine_name: string }[];
  assertEquals(jobs.map((job) => job.allocated_machine_name), ["a", "a", "b", "c"]);
  assertEquals(test.server.jobs.map(({ state }) => state), ["power", "queued", "power", "power"]);
});

Deno.test("a job that can never fit is refused, and leaves no ghost", async () => {
  await using test = await JavaTest.start({}, {
    machines: [{ name: "m", width: 4, height: 2, deadBoards: [[0, 0, 1]] }],
  });
  const refused: [unknown[], Record<string, unknown>][] = [
    [[24], {}],
    [[1000], {}],
    [[2, 2], { machine: "nope" }],
    [[], { tags: ["nope"] }],
    [[0, 0, 1], {}],
    [[9, 9, 9], {}],
    [[4, 2], {}],
  ];
  for (const [args, kwargs] of refused) {
    await test.says(NO_MACHINE, "create_job", args, { ...OWNER, ...kwargs });
  }
  // Triads are compared with the machine's boards.
  for (const args of [[5, 5], [25, 1]]) {
    await test.says("request cannot fit on machine", "create_job", args, OWNER);
  }
  assertEquals([test.server.jobs, test.server.destroyedJobs.size], [[], 0]);
});

Deno.test("what the server refuses all jobs with is told as it is", async () => {
  await using test = await JavaTest.start();
  for (
    const text of [
      "quota exceeded in group 7",
      "The Server has been stopped due to an emergency.",
      "no such user: U",
      "group G does not exist or U is not a member of it",
    ]
  ) {
    test.server.refuseJobs(text);
    await test.says(text, "create_job", [], OWNER);
  }
  test.server.refuseJobs(null);
  await test.says(String(FIRST), "create_job", [], OWNER);
});

Deno.test("a job of 0 boards stays queued for ever, and nobody minds", async () => {
  await using test = await JavaTest.start();
  const none = await test.client.createJob([0], { keepalive: 1e6 });
  const other = await test.client.createJob();
  test.clock.advance(1e4);
  assertEquals((await test.state(none)).state, 1);
  assertEquals((await test.state(other)).state, 4); // of silence, after it was ready
});

Deno.test("19 to 24 boards on 4x2 triads stall the allocator for all, and so does what sticks out", async () => {
  for (const args of [[19], [24], [5, 1], [1, 8], [3, 3], [24, 1]]) {
    await using test = await JavaTest.start();
    const before = await test.client.createJob([18], { keepalive: 1e6 });
    const stalling = await test.client.createJob(args, { keepalive: 1e6 });
    const small = await test.client.createJob([], { keepalive: 1e6 });
    test.clock.advance(100);
    assertEquals(test.server.jobs.map(({ state }) => state), ["ready", "queued", "queued"]);
    await test.client.call("destroy_job", [before]);
    test.clock.advance(100);
    assertEquals(test.server.jobs.map(({ state }) => state), ["queued", "queued"]);
    await test.client.call("destroy_job", [stalling]);
    test.clock.advance(100);
    assertEquals((await test.state(small)).state, 3);
  }
  await using test = await JavaTest.start();
  await test.client.createJob([18]);
  assertEquals(test.server.jobs[0]?.boards.length, 18);
});

Deno.test("ids go on over a restart, and are shared with the other API", async () => {
  await using test = await JavaTest.start({}, { firstJobId: 77 });
  assertEquals(await test.client.createJob(), 77);
  assertEquals(test.server.addHiddenJob(), 78);
  await test.server.restart({ cold: false });
  assertEquals(test.server.addHiddenJob(), 79);
});

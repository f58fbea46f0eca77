import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { machineCommand as machine } from "../../commands/machine.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { ApiServer, type ApiServerOptions, run } from "./api_servers.ts";
import { FakeContext, runIn } from "./fake_context.ts";
import { FRAME_MAP } from "./frame_map.ts";

const TIME = /\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/g;
const SHOWN = "00/00/0000 00:00:00";

const JOBS = [
  { owner: "ada", what: [3], machine: "m" },
  { owner: "bob", what: [1, 1], machine: "n", keepalive: 90 },
  { owner: "ada", what: [1, 1], machine: "n" },
] as const;

/** A server whose pages for people can't be read. */
const WITHOUT_PAGES: ApiServerOptions = {
  onRequest: ({ path }) =>
    /^system\/(list_jobs|machine_info)/.test(path) ? { kind: "status", status: 404 } : undefined,
};

Deno.test("ps lists jobs over an HTTP API, those of others without their owners", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const { stdout, stderr } = await run(server, ps, []);
  assertEquals(
    stdout.replace(TIME, SHOWN),
    `ID  State  Power  Boards  Machine  Created at           Keepalive  Owner (Host)
 1  ready  on          3  m        ${SHOWN}  60.0       ada (127.0.0.1)
 2  ready  on          3  n        ${SHOWN}  90.0       <Hidden>
 3  queue                          ${SHOWN}  60.0       ada
`,
  );
  assertEquals(stderr, "");
});

Deno.test("ps --me means who is logged in, and other owners are told to be hidden", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  assertEquals((await run(server, ps, ["--me", "--ids"])).stdout, "1\n3\n");
  assertEquals((await run(server, ps, ["--owner", "ada", "--ids"])).stdout, "1\n3\n");
  assertEquals((await run(server, ps, ["--owner", "bob", "--ids"])).stdout, "");
  const look = { isTerminal: true, size: { columns: 80, rows: 24 } };
  const { stdout } = await run(server, ps, ["--owner", "bob"], look);
  assertStringIncludes(stdout, "The owner of 1 job is hidden: this server shows you only your own");
});

Deno.test("ps --json has the same keys over an HTTP API", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const { jobs } = JSON.parse((await run(server, ps, ["--json"])).stdout);
  const [mine, theirs, queued] = jobs;
  assertEquals(theirs, {
    job_id: 2,
    owner: null,
    hidden: true,
    state: "ready",
    power: true,
    queue_place: null,
    machine: "n",
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
    keepalive: 90,
    keepalive_host: null,
    start_time: theirs.start_time,
    request: { args: [1, 1], kwargs: { keepalive: 90, machine: "n", max_dead_boards: 0 } },
  });
  assertEquals([mine.owner, mine.hidden, mine.boards.length], ["ada", false, 3]);
  assertEquals([queued.state, queued.queue_place, queued.machine], ["queued", 1, null]);
});

Deno.test("ps --watch shows the list again when it changes, and after a restart", async () => {
  await using server = await ApiServer.start({});
  const context = new FakeContext(server.look());
  const done = runIn(context, ps, ["--watch", "--ids"]);
  await context.out.until("\n");
  await server.simulator.restart({ cold: false, downtime: 0.1 });
  await server.create("bob");
  await context.out.until("1\n");
  context.interrupt();
  assertEquals(await done, 130);
});

Deno.test("without pages ps tells of others that they have jobs", async () => {
  await using server = await ApiServer.start({
    ...WITHOUT_PAGES,
    jobs: JOBS,
    machines: ["m:4x4", "n:4x4"],
  });
  const { stdout } = await run(server, ps, []);
  assertEquals(
    stdout.replace(TIME, SHOWN).split("\n").slice(1, 3),
    [
      ` 1  ready              3  m        ${SHOWN}  60.0       ada (127.0.0.1)`,
      " 2  ?                                                              <Hidden>",
    ],
  );
});

Deno.test("machine lists machines and what is in use over an HTTP API", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  assertEquals(
    (await run(server, machine, [])).stdout,
    `Name  Num boards  In-use  Jobs  Tags
m             24       3     1  default, small
n              3       3     1  default
`,
  );
});

const FRAME = {
  machines: [{
    name: "frame-4",
    width: 4,
    height: 2,
    deadBoards: [[3, 1, 1]] as const,
    missingBoards: [[0, 0, 2]] as const,
    deadLinks: [[2, 0, 0, 2]] as const,
  }],
  jobs: [{ owner: "bob", what: [1, 1, 0] }, {
    owner: "ada",
    what: [2, 1],
    maxDeadBoards: 3,
  }] as const,
};

Deno.test("machine draws a map with all jobs, and what is dead or missing", async () => {
  await using server = await ApiServer.start(FRAME);
  const { stdout } = await run(server, machine, ["frame-4"]);
  assertEquals(stdout, FRAME_MAP);
  const compact = (await run(server, machine, ["frame-4", "--compact"])).stdout;
  assertMatch(compact, /frame-4: 6 of 22 boards in use, 16 free/);
  const { stdout: svg } = await run(server, machine, ["frame-4", "--svg", "-"]);
  assertMatch(svg, /A: job 1, 1 board\.[^]*B: job 2, 5 boards, ada\./);
});

Deno.test("without pages the map of a small machine is the same", async () => {
  await using server = await ApiServer.start({ ...WITHOUT_PAGES, ...FRAME });
  const { stdout } = await run(server, machine, ["frame-4"]);
  assertStringIncludes(stdout, "In-use: 6 of 22");
  assertStringIncludes(stdout, "A:1  B:2");
});

Deno.test("the map of a large machine says where others may have boards", async () => {
  const machines = ["big:5x5"];
  const jobs = [{ owner: "bob", what: 3 }, { owner: "ada", what: 3 }];
  await using server = await ApiServer.start({ ...WITHOUT_PAGES, machines, jobs });
  const look = { isTerminal: true, size: { columns: 100, rows: 60 } };
  const { stdout } = await run(server, machine, ["big"], look);
  assertStringIncludes(stdout, "In-use: at least 3 of 75");
  assertStringIncludes(stdout, "Others may use boards here: this server does not tell which.");
  const list = (await run(server, machine, [])).stdout;
  assertMatch(list, /^big +75 +\? +1 +default$/m);
  const json = JSON.parse((await run(server, machine, ["big", "--json"])).stdout);
  assertEquals([json.num_boards, json.in_use, json.free, json.job_ids], [75, null, null, [2]]);
});

Deno.test("a list over an HTTP API takes a bounded number of requests", async () => {
  const jobs = Array.from({ length: 30 }, () => ({ owner: "bob", what: 1 }));
  await using server = await ApiServer.start({ machines: ["big:8x8"], jobs });
  server.requests.length = 0;
  await run(server, ps, []);
  const asked = server.requests.filter((request) => !request.includes("login"));
  assert(asked.length <= 6, asked.join("\n"));
});

Deno.test("what pages say controls no terminal, and pages that are anything else do no harm", async () => {
  const row = (id: string, owner: string): string =>
    `<tr><td>${id}<td>READY<td>on<td>1<td>\x1b[2J<td>${"\u202e"}<td>PT1M<td>${owner}`;
  const head = "<body><table><tr><th>ID<th>State<th>Power<th>Boards<th>Machine<th>Created at" +
    "<th>Keepalive<th>Owner";
  const pages = [
    `${head}${row("1", "\x1b]0;ada\x07&#27;[2J")}</table>`,
    `${head}${row("99999999999999999999", "ada")}`,
    `${head}${"<tr><td>".repeat(100_000)}`,
    "<table>".repeat(200_000),
    "machine = (" + "{".repeat(200_000),
    `machine = ({"jobs": [], "live_boards": [{"triad": {"x": -1, "y": 1e99, "z": "0"}}]})`,
    "\0".repeat(1000),
  ];
  for (const text of pages) {
    await using server = await ApiServer.start({
      jobs: JOBS,
      onRequest: ({ path }) =>
        /^system\/(list_jobs|machine_info)/.test(path)
          ? { kind: "status", status: 200, text }
          : undefined,
    });
    for (const [build, argv] of [[ps, []], [machine, ["m"]], [machine, []]] as const) {
      const { code, stdout, stderr } = await run(server, build, argv);
      const shown = (stdout + stderr).replaceAll("\n", "");
      assertEquals([code, /[\p{Cc}\u202e]/u.test(shown)], [0, false]);
    }
  }
});

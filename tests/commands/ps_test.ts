import { assertEquals, assertRejects } from "@std/assert";
import { psCommand as ps } from "../../commands/ps.ts";
import { UsageError } from "../../commands/errors.ts";
import { ASCII_OWNERS, isJava, keepaliveFor, pythonTest } from "../lib_test_kit/manners.ts";
import { contextFor, runIn, runOn } from "./fake_context.ts";
import { createOn, serverWith } from "./servers.ts";

const HEADINGS = "ID  State  Power  Boards  Machine  Created at           Keepalive  Owner (Host)";
const TIME = /\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/g;
const SHOWN = "00/00/0000 00:00:00";

const REQUESTS = [
  { what: [3], machine: "m" },
  { what: [1, 1], machine: "n", owner: "you", keepalive: 90.5 },
  { what: [1, 1], machine: "n", keepalive: 60 },
];

/** How the keepalives of the first two are shown. */
const [FOR_EVER, ODD] = [null, 90.5].map((asked) =>
  (keepaliveFor(asked)?.toFixed(1) ?? "None").padEnd(4)
);

Deno.test("ps lists jobs as the Python client does", async () => {
  await using server = await serverWith(REQUESTS);
  const { code, stdout } = await runOn(server, ps, []);
  assertEquals(code, 0);
  assertEquals(
    stdout.replace(TIME, SHOWN),
    `${HEADINGS}
 1  ready  on          3  m        ${SHOWN}  ${FOR_EVER}       me (127.0.0.1)
 2  ready  on          3  n        ${SHOWN}  ${ODD}       you (127.0.0.1)
 3  queue                          ${SHOWN}  60.0       me (127.0.0.1)
`,
  );
});

Deno.test("ps shows people ages instead of dates, places, and as many columns as fit", async () => {
  await using server = await serverWith(REQUESTS);
  const shown = async (columns: number): Promise<string[]> => {
    const look = { isTerminal: true, size: { columns, rows: 24 } };
    const { stdout } = await runOn(server, ps, [], {}, look);
    return stdout.trimEnd().replaceAll(/\b\d+s/g, "0s").split("\n");
  };
  assertEquals(await shown(80), [
    "ID  State     Power  Boards  Machine  Age  Keepalive  Owner (Host)",
    ` 1  ready     on          3  m        0s   ${FOR_EVER}       me (127.0.0.1)`,
    ` 2  ready     on          3  n        0s   ${ODD}       you (127.0.0.1)`,
    " 3  queue ~1                          0s   60.0       me (127.0.0.1)",
  ]);
  const [narrow] = await shown(60);
  assertEquals(narrow, "ID  State     Power  Boards  Machine  Age  Keepalive  Owner");
});

Deno.test("ps lists headings only where there are no jobs", async () => {
  await using server = await serverWith([]);
  const { stdout } = await runOn(server, ps, []);
  assertEquals(stdout, HEADINGS.replace("Created at         ", "Created at") + "\n");
});

Deno.test("ps -m notes that there is no machine of that name, and which there are", async () => {
  await using server = await serverWith([]);
  const { code, stdout, stderr } = await runOn(server, ps, ["-m", "mm", "--ids"]);
  assertEquals([code, stdout], [0, ""]);
  assertEquals(
    stderr,
    'spalloc: There is no machine "mm". There are "m", "n".\n',
  );
  assertEquals((await runOn(server, ps, ["-m", "m"])).stderr, "");
});

Deno.test("ps filters by owner and by machine", async () => {
  await using server = await serverWith(REQUESTS);
  const ids = async (...argv: string[]) =>
    (await runOn(server, ps, ["--ids", ...argv], { SPALLOC_OWNER: "you" })).stdout;
  assertEquals(await ids(), "1\n2\n3\n");
  assertEquals(await ids("-o", "me"), "1\n3\n");
  assertEquals(await ids("-m", "n"), "2\n");
  assertEquals(await ids("-m", "m", "--owner=you"), "");
  assertEquals(await ids("--me"), "2\n");
});

Deno.test("ps sorts by a column, what is not known last", async () => {
  await using server = await serverWith(REQUESTS);
  const ids = async (column: string) =>
    (await runOn(server, ps, ["--ids", "--sort", column])).stdout.trim().split("\n").join(" ");
  assertEquals(await ids("keepalive"), isJava ? "1 3 2" : "3 2 1");
  assertEquals(await ids("machine"), "1 2 3");
  assertEquals(await ids("state"), "3 1 2");
  assertEquals(await ids("owner"), "1 3 2");
});

Deno.test("ps refuses what makes no sense", async () => {
  const server = { hostname: "localhost", port: 1 };
  for (const argv of [["--me"], ["--me", "-o", "x"], ["--ids", "--json"], ["--sort", "size"]]) {
    await assertRejects(() => runOn(server, ps, argv), UsageError);
  }
});

Deno.test("ps --json tells all there is, and each job's place in the queue", async () => {
  await using server = await serverWith(REQUESTS);
  const { stdout } = await runOn(server, ps, ["--json", "-o", "me"]);
  const { schema, jobs } = JSON.parse(stdout);
  assertEquals([schema, jobs.length], [1, 2]);
  const [, { start_time, ...queued }] = jobs;
  assertEquals(new Date(start_time).toISOString(), start_time);
  assertEquals(queued, {
    job_id: 3,
    owner: "me",
    hidden: false,
    state: "queued",
    power: null,
    queue_place: 1,
    machine: null,
    boards: [],
    keepalive: 60,
    keepalive_host: "127.0.0.1",
    request: { args: [1, 1], kwargs: queued.request.kwargs },
  });
});

pythonTest("ps shows text of others without what steers a terminal", ASCII_OWNERS, async () => {
  await using server = await serverWith([{ owner: "\x1b[2J\x9bm\u202e" }]);
  const { stdout } = await runOn(server, ps, []);
  assertEquals(stdout.includes(String.raw`\x1b[2J\x9bm\u202e (127.0.0.1)`), true);
  const json = (await runOn(server, ps, ["--json"])).stdout;
  assertEquals(json.includes(String.raw`\u001b[2J\u009bm\u202e`), true);
});

Deno.test("ps --watch prints the list again for every change, and survives a restart", async () => {
  await using server = await serverWith([]);
  const context = contextFor(server);
  const done = runIn(context, ps, ["--watch", "--ids"]);
  await context.out.until("\n");
  await createOn(server, {});
  await context.out.until("1\n");
  await server.restart({ cold: false, downtime: 0.3 });
  await context.err.until("is back");
  await createOn(server, {});
  await context.out.until("1\n2\n");
  context.interrupt();
  assertEquals(await done, 130);
  assertEquals(context.out.text, "\n\n1\n\n1\n2\n");
  assertEquals(context.err.text.startsWith("Lost the server ("), true);
});

Deno.test("ps --watch --json prints an object a line", async () => {
  await using server = await serverWith([{}]);
  const context = contextFor(server);
  const done = runIn(context, ps, ["--watch", "--json"]);
  await context.out.until("\n");
  server.destroyJob(1);
  await context.out.until('"jobs":[]}\n');
  context.interrupt();
  await done;
  const lines = context.out.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ jobs }) => jobs.length), [1, 0]);
});

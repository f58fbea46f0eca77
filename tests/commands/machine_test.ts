import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { inListOrder } from "../lib_test_kit/manners.ts";
import { contextFor, runIn, runOn } from "./fake_context.ts";
import { FRAME_MAP } from "./frame_map.ts";
import { createOn, serverWith } from "./servers.ts";

const FRAME = {
  machines: [{
    name: "frame-4",
    width: 4,
    height: 2,
    deadBoards: [[3, 1, 1], [0, 0, 2]] as const,
    deadLinks: [[2, 0, 0, 2], [2, 0, 2, 5]] as const,
  }, { name: "big", width: 20, height: 20, tags: ["big", "default"] }],
};

/** A list of machines in the order of the server, with headings. */
function listed(headings: string, lines: Record<string, string>): string {
  const machines = Object.entries(lines).map(([name, line]) => ({ name, line }));
  return [headings, ...inListOrder(machines).map(({ line }) => line), ""].join("\n");
}

Deno.test("machine lists machines as the Python client does", async () => {
  await using server = await serverWith([{ what: [3], machine: "frame-4" }], FRAME);
  const { stdout } = await runOn(server, machine, []);
  assertEquals(
    stdout,
    listed("Name     Num boards  In-use  Jobs  Tags", {
      "frame-4": "frame-4          22       3     1  default",
      big: "big            1200       0     0  big, default",
    }),
  );
});

Deno.test("machine draws a map with jobs, dead boards and dead links", async () => {
  const jobs = [{ what: [1, 1, 0] }, { what: [2, 1] }];
  await using server = await serverWith(
    jobs.map((job) => ({ ...job, machine: "frame-4", maxDeadBoards: 3 })),
    FRAME,
  );
  const { code, stdout } = await runOn(server, machine, ["frame-4"]);
  assertEquals(code, 0);
  assertEquals(stdout, FRAME_MAP);
});

Deno.test("machine ends with an empty list where there are no jobs", async () => {
  await using server = await serverWith([], { machines: ["one:1x1"] });
  const { stdout } = await runOn(server, machine, ["one"]);
  assertEquals(
    stdout,
    String.raw`  Name: one
  Tags: default
In-use: 0 of 3
  Jobs: 0

 ___
/ . \___
\___/ . \
/ . \___/
\___/


`,
  );
});

Deno.test("machine --detailed tells whose the jobs are", async () => {
  await using server = await serverWith([{}, { owner: "you" }]);
  const { stdout } = await runOn(server, machine, ["m", "-d"]);
  assertEquals(
    stdout.split("\n").slice(-4).join("\n"),
    `Key  Job ID  Num boards  Owner (Host)
A         1           1  me 127.0.0.1
B         2           1  you 127.0.0.1
`,
  );
});

Deno.test("machine exits with 6 for a machine that there is not", async () => {
  await using server = await serverWith([]);
  const error = await assertRejects(() => runOn(server, machine, ["nope"]), CommandError);
  assertEquals([error.exitCode, error.message], [
    6,
    'No machine \'nope\' was found. There are "m", "n".',
  ]);
});

Deno.test("machine --detailed needs a machine", async () => {
  await assertRejects(() => runOn({ hostname: "localhost", port: 1 }, machine, ["-d"]), UsageError);
});

Deno.test("machine --json tells of one machine, its jobs and their keys", async () => {
  await using server = await serverWith([{}]);
  const one = JSON.parse((await runOn(server, machine, ["m", "--json"])).stdout);
  const { jobs, ...rest } = one;
  assertEquals(rest, {
    schema: 1,
    name: "m",
    tags: ["default", "small"],
    width: 4,
    height: 2,
    num_boards: 24,
    in_use: 1,
    free: 23,
    job_ids: [1],
    queued_job_ids: [],
    dead_boards: [],
    dead_links: [],
  });
  assertEquals([jobs[0].key, jobs[0].job_id, jobs[0].state], ["A", 1, "ready"]);
  const { schema, machines } = JSON.parse((await runOn(server, machine, ["--json"])).stdout);
  const { schema: _, ...same } = rest;
  assertEquals([schema, machines[0]], [1, same]);
});

const TERMINAL = { isTerminal: true };

Deno.test("machine tells people what is free, what is dead, and who waits", async () => {
  await using server = await serverWith([{ what: [3], machine: "frame-4" }], FRAME);
  for (const tags of [["big"], ["default"], ["default"]]) {
    await createOn(server, { what: [20, 20], tags, requireTorus: true });
  }
  await createOn(server, { what: [4, 2], machine: "frame-4", maxDeadBoards: 2 });
  const { stdout } = await runOn(server, machine, [], {}, TERMINAL);
  assertEquals(
    stdout,
    listed("Name     Boards  In use  Free  Dead  Dead links  Jobs  Queued  Tags", {
      "frame-4": "frame-4      22       3    19     2           2     1       3  default",
      big: "big        1200    1200     0     0           0     1       2  big, default",
    }) + "\n3 jobs are queued.\n",
  );
  const one = await runOn(server, machine, ["frame-4"], {}, TERMINAL);
  assertStringIncludes(one.stdout, "\n  Free: 19\n  Dead: 2 boards, 2 links\nQueued: 3 jobs\n");
  const { queue_length, machines } = JSON.parse((await runOn(server, machine, ["--json"])).stdout);
  const big = machines.find(({ name }: { name: string }) => name === "big");
  assertEquals([queue_length, big.free, big.queued_job_ids], [3, 0, [3, 4]]);
});

Deno.test("the map explains to people what dead links and gaps are, where it has any", async () => {
  await using server = await serverWith([], FRAME);
  const legend = "\nXXX dead link, a gap is a dead or missing board\n";
  assertStringIncludes((await runOn(server, machine, ["frame-4"], {}, TERMINAL)).stdout, legend);
  assertEquals((await runOn(server, machine, ["frame-4"])).stdout.includes("gap"), false);
  await using whole = await serverWith([]);
  const { stdout } = await runOn(whole, machine, ["m"], {}, TERMINAL);
  assertEquals(/XXX|gap/.test(stdout), false);
});

Deno.test("machine shows coordinates where it is asked to", async () => {
  await using server = await serverWith([{ what: [1, 0, 1], machine: "m" }]);
  const { stdout } = await runOn(server, machine, ["m", "--coordinates"]);
  assertStringIncludes(
    stdout,
    String.raw`
      ___     ___     ___     ___
1 2  / . \___/ . \___/ . \___/ . \___
1 1  \_0_/ . \_1_/ . \_2_/ . \_3_/ . \
1 0  / . \_0_/ . \_1_/ . \_2_/ . \_3_/
0 2  \_0_/ . \_1_/ . \_2_/ . \_3_/ . \___
0 1      \_0_/ . \_1_/ A \_2_/ . \_3_/ . \
0 0      / . \_0_/ . \_1_/ . \_2_/ . \_3_/
         \_0_/   \_1_/   \_2_/   \_3_/
y and z at the left, x on the lower edge
`,
  );
});

Deno.test("a machine of 1,200 boards fits into a terminal of 80 by 24", async () => {
  await using server = await serverWith(
    [{ what: [20, 1], machine: "big" }, { machine: "frame-4" }],
    FRAME,
  );
  const { stdout } = await runOn(server, machine, ["big"], {}, TERMINAL);
  const lines = stdout.trimEnd().split("\n");
  // The last row of the terminal is the prompt's.
  assert(lines.length <= 23 && lines.every((line) => line.length <= 80), stdout);
  assertEquals(lines.slice(1, 21).join("").match(/[.A]/g)?.length, 1200);
  assertEquals(
    lines[0],
    "big: 60 of 1200 boards in use, 1140 free, 0 dead, 0 dead links, 0 queued",
  );
  assertEquals(lines.slice(-2), ["Each three are a triad, . free", "A:1"]);
  const tall = { ...TERMINAL, size: { columns: 250, rows: 80 } };
  assertStringIncludes((await runOn(server, machine, ["big"], {}, tall)).stdout, "___/ . ");
});

Deno.test("machine draws a compact map where it is asked to, on a pipe as well", async () => {
  await using server = await serverWith([{ what: [3], machine: "m" }]);
  assertEquals(
    (await runOn(server, machine, ["m", "--compact"])).stdout,
    `m: 3 of 24 boards in use, 21 free, 0 dead, 0 dead links, 0 queued
... ... ... ...
AAA ... ... ...
Each three are a triad, . free
A:1
`,
  );
});

Deno.test("only the map of one machine has a form and coordinates", async () => {
  const server = { hostname: "localhost", port: 1 };
  for (
    const argv of [["--compact"], ["--coordinates"], ["m", "--json", "--compact"], [
      "m",
      "--svg",
      "-",
      "--coordinates",
    ]]
  ) {
    await assertRejects(() => runOn(server, machine, argv), UsageError);
  }
});

Deno.test("a full map wider than the terminal is cut, and says what to do", async () => {
  await using server = await serverWith([], { machines: ["wide:200x1"] });
  const context = contextFor(server, { isTerminal: true });
  await runIn(context, machine, ["wide", "--no-compact"]);
  assertMatch(context.out.text, /The map is cut: it has 1601 columns, .* less -RS/);
  const piped = await runOn(server, machine, ["wide"]);
  assertEquals(Math.max(...piped.stdout.split("\n").map((line) => line.length)), 1601);
});

Deno.test("colours are for terminals, and not where they are not wanted", async () => {
  await using server = await serverWith([{}]);
  const coloured = contextFor(server, { isTerminal: true, noColor: false });
  await runIn(coloured, machine, ["n"]);
  assertEquals(coloured.out.text.includes("\x1b[2m/ . "), true);
  const plain = contextFor(server, { isTerminal: true, noColor: true });
  await runIn(plain, machine, ["n"]);
  assertEquals(plain.out.text.includes("\x1b"), false);
});

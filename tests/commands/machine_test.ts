import { assertEquals, assertRejects } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { contextFor, runIn, runOn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

const FRAME = {
  machines: [{
    name: "frame-4",
    width: 4,
    height: 2,
    deadBoards: [[3, 1, 1], [0, 0, 2]] as const,
    deadLinks: [[2, 0, 0, 2], [2, 0, 2, 5]] as const,
  }, { name: "big", width: 20, height: 20, tags: ["big", "default"] }],
};

Deno.test("machine lists machines as the Python client does", async () => {
  await using server = await serverWith([{ what: [3], machine: "frame-4" }], FRAME);
  const { stdout } = await runOn(server, machine, []);
  assertEquals(
    stdout,
    `Name     Num boards  In-use  Jobs  Tags
frame-4          22       3     1  default
big            1200       0     0  big, default
`,
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
  assertEquals(
    stdout,
    String.raw`   Name: frame-4
   Tags: default
 In-use: 6 of 22
   Jobs: 2

  ___     ___     ___     ___
 / . \___/ . \___/ . \___/ . \
 \___/ . \___/ . \___/ . \___/
 / . \___/ A \___/ . \___/ . \___
 \___/   \___/ B \___/ . \___/ . \___
      ___/ B \___/ B \XXX/ . \___/ . \
     / B \___/ B \___/ . \___/ . \___/
     \___/   \___/   \___/   \___/

A:1  B:2
`.replaceAll(/^ /gm, ""),
  );
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
  assertEquals([error.exitCode, error.message], [6, "No machine 'nope' was found."]);
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
    job_ids: [1],
    dead_boards: [],
    dead_links: [],
  });
  assertEquals([jobs[0].key, jobs[0].job_id, jobs[0].state], ["A", 1, "ready"]);
  const { schema, machines } = JSON.parse((await runOn(server, machine, ["--json"])).stdout);
  const { schema: _, ...same } = rest;
  assertEquals([schema, machines[0]], [1, same]);
});

Deno.test("a map wider than the terminal is cut, and says what to do", async () => {
  await using server = await serverWith([], { machines: ["wide:200x1"] });
  const context = contextFor(server, { isTerminal: true });
  await runIn(context, machine, ["wide"]);
  assertEquals(
    /The map is cut at the right: of 1601 columns .* less -S/.test(context.out.text),
    true,
  );
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

import { assertEquals, assertRejects } from "@std/assert";
import { CommandError, Interrupted, UsageError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { isJava, startServer } from "../lib_test_kit/manners.ts";
import { contextFor, runIn, runOn } from "./fake_context.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { serverWith } from "./servers.ts";

const ME = { SPALLOC_OWNER: "me" };

/** What a server tells of a request: a Java one all that was sent to it, which is no `null`. */
const REQUEST = isJava
  ? `keepalive=60.0,
                 machine='m',
                 max_dead_boards=0,
                 min_ratio=0.333,
                 owner='me',
                 require_torus=False`
  : `machine='m',
                 max_dead_boards=0,
                 max_dead_links=None,
                 min_ratio=0.333,
                 require_torus=False,
                 tags=None`;

Deno.test("job shows all that is known, as the Python client does", async () => {
  await using server = await serverWith([{ what: [2], machine: "m", keepalive: 60 }]);
  const { code, stdout } = await runOn(server, job, ["1"]);
  assertEquals(code, 0);
  assertEquals(
    stdout.replace(/\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/, "TIME"),
    String.raw`     Job ID: 1
      Owner: me
      State: ready
 Start time: TIME
  Keepalive: 60.0
 Owner host: 127.0.0.1
    Request: Job(2,
                 ${REQUEST})
 Allocation:  ___
             / . \___
             \___/ . \
             / . \___/
             \___/
   Hostname: 10.11.0.1
      Width: 16
     Height: 16
 Num boards: 3
Board power: on
 Running on: m
`,
  );
});

Deno.test("job tells the fate of a job that is gone", async () => {
  await using server = await serverWith([{}]);
  server.destroyJob(1, "bad\x1bluck");
  const { stdout } = await runOn(server, job, ["1"]);
  assertEquals(stdout, "Job ID: 1\n State: destroyed\nReason: bad\\x1bluck\n");
  assertEquals((await runOn(server, job, ["99"])).stdout, "Job ID: 99\n State: unknown\n");
});

Deno.test("job without an id is the only job of its owner", async () => {
  await using server = await serverWith([{}, { owner: "you" }, { owner: "you" }]);
  assertEquals((await runOn(server, job, ["--json"], ME)).stdout.includes('"job_id":1'), true);
  const refused = {
    nobody: "Owner nobody has no live jobs",
    you: "Ambiguous: you has 2 live jobs: 2, 3",
  };
  for (const [owner, message] of Object.entries(refused)) {
    const error = await assertRejects(
      () => runOn(server, job, ["-o", owner]),
      CommandError,
      message,
    );
    assertEquals(error.exitCode, 3);
  }
  await assertRejects(() => runOn(server, job, []), UsageError);
});

Deno.test("job lists addresses as CSV, and exits with 9 where there are none", async () => {
  await using server = await serverWith([{ what: [3] }, { what: [4, 2], machine: "m" }]);
  const { stdout } = await runOn(server, job, ["1", "-e"]);
  assertEquals(stdout, "x,y,hostname\n0,0,10.11.0.1\n4,8,10.11.0.17\n8,4,10.11.0.9\n");
  const error = await assertRejects(() => runOn(server, job, ["2", "-e"]), CommandError);
  assertEquals([error.exitCode, error.message], [9, "Job 2 has no boards: it is queued"]);
});

Deno.test("job powers boards, and waits until it is done", async () => {
  await using server = await serverWith([{}], { powerDelay: 0.05 });
  const state = () => server.jobs.map(({ state, power }) => [state, power]);
  assertEquals((await runOn(server, job, ["1", "--power-off"])).code, 0);
  assertEquals(state(), [["ready", false]]);
  for (const flag of ["--power-on", "-p", "--reset", "-r"]) {
    assertEquals((await runOn(server, job, ["1", flag])).code, 0);
    assertEquals(state(), [["ready", true]]);
  }
});

Deno.test("job exits with 8 where boards can't be powered", async () => {
  await using server = await serverWith([{ what: [4, 2] }, { what: [4, 2] }]);
  const cases = [
    ["2", "Cannot power on job 2 in state queued"],
    ["99", "Job 99 is not known to the server"],
  ] as const;
  for (const [id, message] of cases) {
    const error = await assertRejects(() => runOn(server, job, [id, "--reset"]), CommandError);
    assertEquals([error.exitCode, error.message], [8, message]);
  }
});

Deno.test("job stops waiting for the power when it is interrupted", async () => {
  await using slow = await serverWith([], { powerDelay: 1000 });
  const context = contextFor(slow);
  // Its job is being powered on from the beginning, and for longer than anybody waits.
  await using client = await ProtocolClient.connect(slow.hostname, { port: slow.port });
  await client.createJob({ owner: "me" });
  const done = runIn(context, job, ["1", "--power-on"]);
  setTimeout(() => context.interrupt(), 100);
  await assertRejects(() => done, Interrupted);
});

Deno.test("job takes no number for a reason where no job is named", async () => {
  await using server = await serverWith([{ what: 1, owner: "me" }]);
  const { message, steps } = await assertRejects(
    () => runOn(server, job, ["--destroy", "70"], ME),
    UsageError,
  );
  assertEquals(message, 'Cannot destroy a job for the reason "70"');
  assertEquals(steps, [["To destroy job 70", "spalloc 70 --destroy"]]);
  assertEquals(server.jobs.length, 1);
  assertEquals((await runOn(server, job, ["1", "--destroy", "70"], ME)).code, 0);
  assertEquals([...server.destroyedJobs], [[1, "70"]]);
});

Deno.test("job destroys with the reason that is given, or says who did it", async () => {
  await using server = await serverWith([{}, {}, {}]);
  assertEquals((await runOn(server, job, ["1", "--destroy", "too long"], ME)).stdout, "");
  await runOn(server, job, ["2", "-D"], ME);
  await runOn(server, job, ["3", "-D"]);
  assertEquals([...server.destroyedJobs], [[1, "too long"], [2, "Destroyed by me"], [3, ""]]);
});

Deno.test("job does one thing at a time", async () => {
  const nowhere = { hostname: "localhost", port: 1 };
  await assertRejects(
    () => runOn(nowhere, job, ["1", "-w", "--power-off"]),
    UsageError,
    "Give only one of --watch and --power-off",
  );
});

Deno.test("job --watch ends when the job does", async () => {
  await using server = await serverWith([{}]);
  const context = contextFor(server);
  const done = runIn(context, job, ["1", "--watch", "--json"]);
  await context.out.until('"state":"ready"');
  server.destroyJob(1, "enough");
  assertEquals(await done, 0);
  const lines = context.out.text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ state, reason }) => [state, reason]), [
    ["ready", null],
    ["destroyed", "enough"],
  ]);
  assertEquals(Object.keys(lines[0]), Object.keys(lines[1]));
});

Deno.test("job says on standard error that the server does not know a job", async () => {
  await using server = await startServer();
  const said = "Job 999 is not known to the server";
  for (const argv of [["999"], ["999", "--json"]]) {
    const { code, stderr } = await runOn(server, job, argv);
    assertEquals([code, stderr], [
      0,
      `spalloc: ${said}. To list all jobs:\n  spalloc ps\n`,
    ], argv.join(" "));
  }
  const several = await runOn(server, job, ["999", "998"]);
  assertEquals(several.stderr.split("\n").slice(0, 2), [
    `spalloc: ${said}`,
    "spalloc: Job 998 is not known to the server",
  ]);
  const failures: [action: string, code: number][] = [["--reset", 8], ["-e", 9], ["--destroy", 3]];
  for (const [action, code] of failures) {
    const changing = runOn(server, job, ["999", action]);
    const { exitCode, message } = await assertRejects(() => changing, CommandError);
    assertEquals([exitCode, message], [code, said]);
  }
});

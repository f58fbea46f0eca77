import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { configCommand as config } from "../../commands/config.ts";
import { CommandError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { topCommand as top } from "../../commands/top.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { ApiServer, run } from "./api_servers.ts";
import { FakeContext, runIn } from "./fake_context.ts";

const JOBS = [
  { owner: "ada", what: [1, 1], machine: "m" },
  { owner: "bob", what: [1, 1], machine: "m" },
] as const;
const OTHERS = "belongs to somebody else";

Deno.test("job shows the only job of who is logged in", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const { stdout, stderr } = await run(server, job, []);
  assertEquals(
    stdout.replace(/Start time: .*/, "Start time: then"),
    String.raw`     Job ID: 1
      Owner: ada
      State: ready
 Start time: then
  Keepalive: 60.0
 Owner host: 127.0.0.1
    Request: Job(1, 1,
                 keepalive=60.0,
                 machine='m',
                 max_dead_boards=0,
                 owner='ada')
 Allocation:  ___
             / . \___
             \___/ . \
             / . \___/
             \___/
   Hostname: 10.11.1.1
      Width: 16
     Height: 16
 Num boards: 3
Board power: on
 Running on: m
`.replace("10.11.1.1", /Hostname: (\S+)/.exec(stdout)?.[1] ?? ""),
  );
  assertEquals(stderr, "");
});

Deno.test("job tells what little there is of a job of somebody else, and that it is one", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const { stdout, stderr } = await run(server, job, ["2"]);
  assertMatch(stdout, /Owner: <Hidden>\n +State: ready\n[^]*Num boards: 3/);
  assertEquals(stderr, `spalloc: Job 2 ${OTHERS}: this server does not tell all about it\n`);
  const unknown = await run(server, job, ["99"]);
  assertMatch(
    unknown.stderr,
    /^spalloc: Job 99 is not known to the server, or belongs to somebody.*\. To list your jobs:\n {2}spalloc ps --me\n$/,
  );
});

Deno.test("jobs of somebody else are not changed", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  for (const argv of [["2", "--destroy"], ["2", "--power-off"], ["2", "--ethernet-ips"]]) {
    const failure = await assertRejects(() => run(server, job, argv), CommandError);
    assertStringIncludes(failure.message, OTHERS);
  }
  assertEquals(server.simulator.jobs.map(({ id, power }) => [id, power]), [[1, true], [2, true]]);
});

Deno.test("job changes one's own jobs, and says who destroyed them", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  await run(server, job, ["1", "--power-off"]);
  assertEquals(server.simulator.jobs[0]?.power, false);
  const { stderr } = await run(server, job, ["--all", "--destroy", "--yes"]);
  assertEquals(stderr, "Job 1 of ada destroyed.\n");
  assertEquals([...server.simulator.destroyedJobs], [[1, "Destroyed by ada"]]);
});

Deno.test("job tells when and why one's own job ended", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  await run(server, job, ["1", "--destroy", "Enough", "--yes"]);
  const time = String.raw`\d\d/\d\d/\d{4} \d\d:\d\d:\d\d`;
  assertMatch(
    (await run(server, job, ["1"])).stdout,
    new RegExp(
      "^    Job ID: 1\n     State: destroyed\n" +
        `Start time: ${time}\n  End time: ${time}\n    Reason: Enough\n$`,
    ),
  );
  const told = JSON.parse((await run(server, job, ["1", "--json"])).stdout);
  assertEquals(told.reason, "Enough");
  assertMatch(told.finish_time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assertMatch(
    (await run(server, job, ["--explain", "1"])).stdout,
    new RegExp(
      `^Job 1 was created at ${time}, and destroyed at ${time}, after \\S+: Enough\\.\n$`,
    ),
  );
  const { stdout } = await run(server, job, ["3", "--json"]);
  assertEquals(JSON.parse(stdout).finish_time, null);
});

Deno.test("job --watch and --wait follow one's own job to its end", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  assertEquals((await run(server, job, ["1", "--wait", "ready"])).code, 0);
  const context = new FakeContext(server.look());
  const watched = runIn(context, job, ["1", "--watch", "--json"]);
  await context.out.until("\n");
  const gone = run(server, job, ["1", "--wait", "gone"]);
  server.simulator.destroyJob(1, "maintenance");
  assertEquals(await watched, 0);
  assertEquals((await gone).code, 0);
  const [first, last] = context.out.text.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals([first.state, last.state, last.reason], ["ready", "destroyed", "maintenance"]);
});

Deno.test("where-is finds boards by all their names", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const found = async (...argv: string[]) =>
    JSON.parse((await run(server, whereIs, [...argv, "--json"])).stdout);
  const board = await found("--board", "m", "0", "1", "1");
  assertEquals([board.logical, board.chip, board.board_chip], [[0, 1, 1], [8, 16], [0, 0]]);
  assertEquals(await found("--physical", "m", ...board.physical.map(String)), board);
  const chip = await found("--chip", "m", "9", "18");
  assertEquals([chip.logical, chip.board_chip, chip.job_id], [[0, 1, 1], [1, 2], board.job_id]);
  const mine = await found("--job-chip", "1", "9", "6");
  assertEquals([mine.job_id, mine.job_chip], [1, [9, 6]]);
  await using client = await server.connect();
  const { hostname } = (await client.getJobMachineInfo(1))!.connections[1]!;
  const byAddress = await found(`${hostname}:17893`);
  assertEquals([byAddress.job_id, byAddress.machine], [1, "m"]);
});

Deno.test("where-is finds the address of a board that no job has", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  await using client = await server.connect();
  const { hostname } = (await client.getJobMachineInfo(1))!.connections[0]!;
  server.simulator.destroyJob(1);
  const { stdout, stderr } = await run(server, whereIs, [hostname]);
  assertMatch(stdout, /Board coordinate: \(0, 0, 0\)[^]*Job using board: None/);
  assertEquals(stderr, "");
});

Deno.test("where-is says what is not there", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const nothing = async (...argv: string[]) =>
    (await assertRejects(() => run(server, whereIs, argv), CommandError)).message;
  assertMatch(await nothing("--board", "m", "9", "9", "0"), /machine "m" has 4x2 triads/);
  assertMatch(await nothing("--board", "nope", "0", "0", "0"), /there is no machine "nope"/);
  assertMatch(await nothing("--job-chip", "2", "0", "0"), /job 2 belongs to somebody else/i);
  assertMatch(
    await nothing("10.250.0.1"),
    /Found no board with the address 10\.250\.0\.1: no machine has it$/,
  );
  assertMatch(await nothing("board.example.org"), /knows boards by numbers/);
});

Deno.test("top shows the jobs of all, and destroys one's own", async () => {
  await using server = await ApiServer.start({ jobs: JOBS });
  const look = {
    isTerminal: true,
    size: { columns: 80, rows: 30 },
    typed: { text: "", isTerminal: true, isOpen: true },
  };
  const context = new FakeContext(server.look(look));
  const done = runIn(context, top, []);
  await context.out.until("<Hidden>");
  context.type("j");
  context.type("d");
  await context.out.until("Job 2 is not yours (you are ada).");
  context.type("k");
  context.type("d");
  await context.out.until("Destroy your job 1 (3 boards)?");
  context.type("y");
  await context.out.until("Job 1 destroyed.");
  context.type("q");
  await done;
  assertEquals(server.simulator.destroyedJobs.get(1), "Destroyed by ada");
});

Deno.test("config --check tells the version of an HTTP API, and who is logged in", async () => {
  await using server = await ApiServer.start({});
  const { stdout } = await run(server, config, ["--check"]);
  assertMatch(
    stdout,
    /\n {2}http:\/\/127\.0\.0\.1:\d+\/spalloc\/ runs the HTTP API of a Java server of version 7\.4\.2, knows you as ada, and answers within \d/,
  );
  const { server: told } = JSON.parse((await run(server, config, ["--check", "--json"])).stdout);
  assertEquals([told.hostname, told.port, told.kind, told.user], [server.url, null, "v2", "ada"]);
});

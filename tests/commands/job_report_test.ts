import { assertEquals, assertRejects } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { UnsupportedError } from "../../lib/errors.ts";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { runOn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

const JAVA: SimulatorOptions = { manners: "java", firstJobId: 1, secondsBeforeFree: 0 };

Deno.test("job --report tells of the board that an option names", async () => {
  await using server = await serverWith([{ what: 6, machine: "m" }, {}], JAVA);
  const report = (...argv: string[]) => runOn(server, job, argv);
  const one = await report("2", "--report", "dark");
  assertEquals([one.code, one.stderr], [0, "Board 10.11.0.25 of job 2 is reported.\n"]);
  const places: [string[], string][] = [
    [["--chip", "10", "5"], "10.11.0.9"],
    [["--board", "0", "0", "2"], "10.11.0.17"],
    [["--ip", "10.11.0.1"], "10.11.0.1"],
  ];
  for (const [place, address] of places) {
    const { stderr } = await report("1", "--report", "it does not boot", ...place);
    assertEquals(stderr, `Board ${address} of job 1 is reported.\n`);
  }
});

Deno.test("job --report explains why a second report is refused", async () => {
  await using server = await serverWith([{ machine: "m" }], JAVA);
  await runOn(server, job, ["1", "--report", "dark"]);
  await assertRejects(
    () => runOn(server, job, ["1", "--report", "still dark"]),
    CommandError,
    "You may have reported this board before: servers take one report per board and job",
  );
});

Deno.test("job --report wants to know which board of which job", async () => {
  await using server = await serverWith([{ what: 6, machine: "m" }, { what: [4, 2] }], JAVA);
  const wrong: [string[], string][] = [
    [["1", "--report", "dark"], "Job 1 has 6 boards: say which one with --chip X Y, --board X Y Z"],
    [["1", "2", "--report", "dark"], "Cannot report a board of several jobs"],
    [["1", "--report", "dark", "--chip", "1"], "--chip takes two numbers"],
    [["1", "--report", "dark", "--board", "1", "2"], "--board takes three numbers"],
    [["1", "--report", "dark", "--board", "0", "0", "0", "--ip", "10.0.0.1"], "Give only one of"],
    [["1", "--report", "dark", "--chip", "x", "2"], 'count from 0, not "x"'],
  ];
  for (const [argv, words] of wrong) {
    await assertRejects(() => runOn(server, job, argv), UsageError, words);
  }
  await assertRejects(
    () => runOn(server, job, ["2", "--report", "dark"]),
    CommandError,
    "Job 2 has no boards to report",
  );
});

Deno.test("job --report is not for Python servers", async () => {
  await using server = await serverWith([{}], { manners: "python" });
  await assertRejects(() => runOn(server, job, ["1", "--report", "dark"]), UnsupportedError);
});

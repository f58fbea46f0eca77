import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CommandError } from "../../commands/errors.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { isJava } from "../lib_test_kit/manners.ts";
import { boardsWith, jobWith, placeOn, ScriptedServer } from "../hostile/scripted_server.ts";
import { runOn } from "./fake_context.ts";
import { createOn, serverWith } from "./servers.ts";

const ME = { SPALLOC_OWNER: "me" };

/** Options of a server that notes which jobs are asked for anything that keeps them alive. */
function noting(options: SimulatorOptions = {}): { options: SimulatorOptions; kept: unknown[] } {
  const kept: unknown[] = [];
  const onCommand: SimulatorOptions["onCommand"] = ({ name, args }) => {
    if (/^(get_job_|job_keepalive|notify_job)/.test(name)) kept.push(args[0]);
  };
  return { options: { ...options, onCommand }, kept };
}

Deno.test("where-is finds the board of one's own job by its address, and asks nobody else", async () => {
  const { options, kept } = noting();
  await using server = await serverWith(
    [{ what: [3], owner: "bob" }, { what: [3] }, { what: [1], owner: "bob", machine: "n" }],
    options,
  );
  kept.length = 0;
  // The second triad's boards are those after the first three.
  const { code, stdout, stderr } = await runOn(server, whereIs, ["10.11.0.33"], ME);
  assertEquals([code, stderr, kept], [0, "", [2]]);
  assertEquals(
    stdout,
    `                 Machine: m
       Physical location: Cabinet 0, Frame 0, Board 4
        Board coordinate: (0, 1, 1)
Machine chip coordinates: (8, 16)
         Job using board: 2
  Coordinates within job: (8, 4)
`,
  );
  const json = await runOn(server, whereIs, ["10.11.0.33:17893", "--json"], ME);
  assertEquals(JSON.parse(json.stdout).logical, [0, 1, 1]);
});

Deno.test("where-is works out where a free board is from one job of each machine", async () => {
  const { options, kept } = noting();
  const requests = Array.from({ length: 5 }, () => ({ what: [1, 1] as const, owner: "bob" }));
  await using server = await serverWith(requests, options);
  kept.length = 0;
  const { stdout, stderr } = await runOn(server, whereIs, ["10.11.0.185"], ME);
  assertStringIncludes(stdout, "Cabinet 0, Frame 0, Board 23\n");
  assertStringIncludes(stdout, "Job using board: None\n");
  assertEquals(
    stderr,
    "No job reports this address. The place follows from the standard addresses, " +
      "based on job 1.\n",
  );
  assertEquals(kept, [1]);
});

Deno.test("where-is asks the job that has the board, and jobs that live for ever first", async () => {
  const { options, kept } = noting();
  await using server = await serverWith([
    { what: [1, 1], owner: "bob", keepalive: 60 },
    { what: [1, 1], owner: "bob", keepalive: 60 },
    { what: [1, 1], owner: "bob", keepalive: null },
  ], options);
  kept.length = 0;
  const { stdout, stderr } = await runOn(server, whereIs, ["10.11.0.25"], ME);
  assertStringIncludes(stdout, "Job using board: 2\n");
  // No job lives for ever on a Java server.
  assertEquals([stderr, kept], ["", [isJava ? 1 : 3, 2]]);
});

Deno.test("where-is asks no more jobs where the addresses of the machine are known", async () => {
  const { options, kept } = noting();
  const requests = Array.from({ length: 8 }, () => ({ what: [1, 1] as const, owner: "bob" }));
  await using server = await serverWith(requests, options);
  kept.length = 0;
  for (const address of ["10.99.0.1", "10.11.0.2", "10.11.7.1"]) {
    const error = await assertRejects(() => runOn(server, whereIs, [address], ME), CommandError);
    assertEquals(error.exitCode, 4);
    assertEquals(error.message, `Found no board with the address ${address}: no job has it`);
  }
  assert(kept.every((id) => id === 1), String(kept));
});

Deno.test("where-is finds a dead board by its address", async () => {
  const dead = { name: "d", width: 4, height: 2, deadBoards: [[2, 1, 1]] as const };
  await using server = await serverWith([{ what: [1, 1] }], { machines: [dead] });
  const { stderr } = await runOn(server, whereIs, ["10.11.0.129"], ME);
  assertStringIncludes(stderr, "On machine d, board (2, 1, 1) is marked dead.\n");
});

Deno.test("where-is finds a board by the host name that its job tells", async () => {
  await using server = new ScriptedServer({
    list_jobs: [jobWith("board-1.example.org")],
    get_job_machine_info: boardsWith("board-1.example.org"),
    where_is: placeOn("m"),
  });
  const { stdout } = await runOn(server, whereIs, ["Board-1.example.ORG"]);
  assertStringIncludes(stdout, "Machine: m\n");
});

Deno.test("where-is asks a limited number of jobs for a host name", async () => {
  const jobs = Array.from({ length: 30 }, (_, at) => ({ ...jobWith("bob", at + 1) }));
  await using server = new ScriptedServer({
    list_jobs: jobs,
    get_job_machine_info: boardsWith("board"),
  });
  const looking = runOn(server, whereIs, ["bord"], ME);
  const { exitCode, message } = await assertRejects(() => looking, CommandError);
  assertEquals(exitCode, 4);
  assertEquals(message, "Found no board with the address bord; 10 of 30 jobs were not asked");
  assertEquals(server.heard.filter((name) => name === "get_job_machine_info").length, 20);
});

Deno.test("where-is says which kinds of places there are, if a word is no address", async () => {
  await using server = await serverWith([], { machines: ["frame-4:4x2"] });
  const stepsFor = async (word: string): Promise<readonly (readonly string[])[]> =>
    (await assertRejects(() => runOn(server, whereIs, [word], ME), CommandError)).steps;
  assertEquals(await stepsFor("foo"), [
    ["To find a board by its coordinates", "spalloc where-is --board MACHINE X Y Z"],
    [
      "To find it by its place in the machine room",
      "spalloc where-is --physical MACHINE CABINET FRAME BOARD",
    ],
    ["To find a chip by its coordinates on a machine", "spalloc where-is --chip MACHINE X Y"],
    ["To find a chip of a job", "spalloc where-is --job-chip JOB X Y"],
  ]);
  assertEquals((await stepsFor("frame4"))[0]?.[1], "spalloc where-is --board frame-4 X Y Z");
  assertEquals(await stepsFor("10.11.0.1"), []);
});

Deno.test("where-is says that only jobs know addresses where there are none", async () => {
  await using server = await serverWith([]);
  await assertRejects(
    () => runOn(server, whereIs, ["10.11.0.1"], ME),
    CommandError,
    "no job has boards, and only jobs know addresses",
  );
});

Deno.test("where-is finds addresses on a Java server, those of its other interface too", async () => {
  const { options, kept } = noting({ manners: "java", powerDelay: 0 });
  await using server = await serverWith([], options);
  const hidden = server.addHiddenJob([1, 1], { machine: "m" });
  const id = await createOn(server, { what: [1, 1], machine: "m", keepalive: 60 });
  kept.length = 0;
  const mine = await runOn(server, whereIs, ["10.11.0.33", "--json"], ME);
  assertEquals(JSON.parse(mine.stdout).job_id, id);
  const theirs = await runOn(server, whereIs, ["10.11.0.1", "--json"], ME);
  assertEquals(JSON.parse(theirs.stdout).job_id, hidden);
  assert(kept.every((asked) => asked === id));
});

Deno.test("where-is says that the jobs of the other interface hide their addresses", async () => {
  await using server = await serverWith([], { manners: "java", powerDelay: 0 });
  server.addHiddenJob([1, 1], { machine: "m" });
  const error = await assertRejects(
    () => runOn(server, whereIs, ["10.99.9.9"], ME),
    CommandError,
    "Found no board with the address 10.99.9.9: 1 job with boards is hidden, and only jobs know",
  );
  assertEquals(error.exitCode, 4);
});

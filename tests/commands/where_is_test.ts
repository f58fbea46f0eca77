import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { isJava } from "../lib_test_kit/manners.ts";
import { jobWith, ScriptedServer } from "../hostile/scripted_server.ts";
import { runOn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

const CHIP = `                 Machine: m
       Physical location: Cabinet 0, Frame 0, Board 1
        Board coordinate: (0, 0, 1)
Machine chip coordinates: (10, 6)
Coordinates within board: (2, 2)
         Job using board: 1
  Coordinates within job: (10, 6)
`;

Deno.test("where-is finds a chip of a job, commas or not", async () => {
  await using server = await serverWith([{ what: [3] }]);
  for (const place of [["1", "10", "6"], ["1", "10,", "6"], ["1", "10,6"]]) {
    assertEquals((await runOn(server, whereIs, ["--job-chip", ...place])).stdout, CHIP);
    assertEquals((await runOn(server, whereIs, ["-j", ...place, "--timeout=3"])).stdout, CHIP);
  }
});

Deno.test("where-is finds a chip of a machine", async () => {
  await using server = await serverWith([{ what: [3] }]);
  assertEquals((await runOn(server, whereIs, ["--chip", "m", "10", "6"])).stdout, CHIP);
  assertEquals((await runOn(server, whereIs, ["-c", "m", "10,", "6"])).stdout, CHIP);
});

Deno.test("where-is finds a board by either coordinate, and tells of no chip", async () => {
  await using server = await serverWith([]);
  const free = `                 Machine: m
       Physical location: Cabinet 0, Frame 0, Board 10
        Board coordinate: (1, 1, 1)
Machine chip coordinates: (20, 16)
         Job using board: None
`;
  for (const flag of ["--board", "-b", "--logical", "-l"]) {
    assertEquals((await runOn(server, whereIs, [flag, "m", "1", "1", "1"])).stdout, free);
  }
  for (const flag of ["--physical", "-p"]) {
    assertEquals((await runOn(server, whereIs, [flag, "m", "0", "0", "10"])).stdout, free);
  }
});

Deno.test("where-is exits with 4 where nothing is", async () => {
  await using server = await serverWith([]);
  for (const argv of [["-j", "9", "0", "0"], ["-b", "x", "0", "0", "0"]]) {
    const error = await assertRejects(() => runOn(server, whereIs, argv), CommandError);
    assertEquals(error.exitCode, 4);
    assertStringIncludes(error.message, "No boards at the specified location");
  }
});

Deno.test("where-is says what is wrong with a place, and that it wraps around", async () => {
  await using server = await serverWith([{ what: [3] }]);
  const wrong: [place: string[], why: string][] = [
    [["--chip", "mm", "0", "0"], 'there is no machine "mm". There are "m", "n".'],
    [["--job-chip", "99", "0", "0"], "job 99 is not known to the server"],
  ];
  for (const [place, why] of wrong) {
    await assertRejects(() => runOn(server, whereIs, place), CommandError, `location: ${why}`);
  }
  const outside = runOn(server, whereIs, ["--board", "m", "4", "3", "2"]);
  if (isJava) {
    const said = 'location: there is no board (4, 3, 2): machine "m" has 4x2 triads';
    await assertRejects(() => outside, CommandError, said);
  } else {
    const said = "There is no board (4, 3, 2): machines wrap around, and this is (0, 1, 2).\n";
    assertEquals((await outside).stderr, said);
  }
  assertEquals((await runOn(server, whereIs, ["--board", "m", "0", "1", "2"])).stderr, "");
});

Deno.test("where-is refuses what is no place, without asking the server", async () => {
  const nowhere = { hostname: "localhost", port: 1 };
  const refused: [string[], string][] = [
    [
      [],
      "Name a board or a chip: give an address, or one of --board, --physical, --chip, --job-chip",
    ],
    [["-j"], "--job-chip takes JOB X Y"],
    [["-j", "1", "2"], '--job-chip takes JOB X Y, not "1 2"'],
    [["-b", "m", "1", "2", "0", "4"], '--board takes MACHINE X Y Z, not "m 1 2 0 4"'],
    [["-c", "m", "1", "a"], 'Cannot use "a" for --chip: it is not a whole number'],
    [["-j", "m", "1", "2"], 'Cannot use "m" for --job-chip: it is not a whole number'],
    [
      ["-j", "1", "2", "3", "-c", "m", "1", "2"],
      "Give only one of --job-chip and --chip",
    ],
    [["10.11.0.1", "-c", "m", "1", "2"], 'Cannot look for "10.11.0.1" and --chip at once'],
    [["10.11.0.1", "10.11.0.9"], "Cannot look for 2 addresses at once"],
    [
      ["1", "10,", "6"],
      'Cannot tell what "1 10, 6" is: for chip (X, Y) of a job, --job-chip JOB X',
    ],
    [["http://10.11.0.1/"], 'Cannot use "http://10.11.0.1/" as the address of a board'],
    [[""], 'Cannot use "" as the address of a board'],
  ];
  for (const [argv, message] of refused) {
    await assertRejects(() => runOn(nowhere, whereIs, argv), UsageError, message);
  }
});

Deno.test("where-is --json has the keys of the protocol", async () => {
  await using server = await serverWith([]);
  const { stdout } = await runOn(server, whereIs, ["-c", "m", "3", "4", "--json"]);
  assertEquals(JSON.parse(stdout), {
    schema: 1,
    machine: "m",
    logical: [0, 0, 0],
    physical: [0, 0, 0],
    chip: [3, 4],
    board_chip: [3, 4],
    job_id: null,
    job_chip: null,
    dead: false,
  });
});

Deno.test("where-is marks a dead board as such, wherever it is asked for", async () => {
  const dead = { name: "d", width: 4, height: 2, deadBoards: [[2, 1, 1]] as const };
  await using server = await serverWith([{ what: [2, 2], maxDeadBoards: 3 }], { machines: [dead] });
  const said = "On machine d, board (2, 1, 1) is marked dead.\n";
  for (const place of [["-b", "d", "2", "1", "1"], ["-c", "d", "33", "17"]]) {
    const { code, stdout, stderr } = await runOn(server, whereIs, place);
    assertEquals([code, stderr], [0, said]);
    assertStringIncludes(stdout, "Job using board: None\n");
    const json = await runOn(server, whereIs, [...place, "--json"]);
    assertEquals(JSON.parse(json.stdout).dead, true);
  }
  assertEquals((await runOn(server, whereIs, ["-b", "d", "0", "0", "0"])).stderr, "");
});

Deno.test("where-is says of a board that the server does not place that it is marked dead", async () => {
  const machine = { name: "d", width: 2, height: 1, tags: [], dead_links: [] };
  await using server = new ScriptedServer({
    list_machines: [{ ...machine, dead_boards: [[1, 0, 2]] }],
    list_jobs: [{
      ...jobWith("d"),
      boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2], [1, 0, 0], [1, 0, 1]],
    }],
  });
  for (
    const place of [["-b", "d", "1", "0", "2"], ["-c", "d", "17", "9"], ["-j", "1", "17", "9"]]
  ) {
    const error = await assertRejects(() => runOn(server, whereIs, place), CommandError);
    assertEquals(error.exitCode, 4);
    assertStringIncludes(error.message, "board (1, 0, 2) is marked dead");
  }
});

Deno.test("where-is notes that a job has no such chip, and does not keep the job alive", async () => {
  const named: string[] = [];
  await using server = await serverWith(
    [{ what: [4, 2], machine: "m" }, { what: [0, 0, 0], machine: "n" }, { what: [4, 2] }],
    { onCommand: ({ name }) => void named.push(name) },
  );
  named.length = 0;
  const outside = runOn(server, whereIs, ["-j", "1", "50", "30"]);
  if (isJava) await assertRejects(() => outside, CommandError, "job 1 has no chip (50, 30)");
  else {
    const { stdout, stderr } = await outside;
    const said =
      "There is no chip (50, 30): the coordinates of jobs wrap around, and this is (2, 6).\n";
    assertEquals(stderr, said);
    assertStringIncludes(stdout, "Coordinates within job: (2, 6)\n");
  }
  const wrong = [
    ["2", "9", "0", "job 2 has no chip (9, 0)"],
    ["3", "0", "0", "job 3 is still queued"],
  ] as const;
  for (const [id, x, y, why] of wrong) {
    await assertRejects(() => runOn(server, whereIs, ["-j", id, x, y]), CommandError, why);
  }
  const asked = named.filter((name) =>
    !/^(version|where_is|list_\w+|get_board_position)$/.test(name)
  );
  assertEquals(asked, []);
  server.destroyJob(1);
  await assertRejects(
    () => runOn(server, whereIs, ["-j", "1", "0", "0"]),
    CommandError,
    "job 1 is destroyed",
  );
});

Deno.test("where-is --help names the values of its options one by one", async () => {
  const { stdout } = await runOn({ hostname: "localhost", port: 1 }, whereIs, ["--help"]);
  const options = [
    "--logical MACHINE X Y Z",
    "--physical MACHINE CABINET FRAME BOARD",
    "--chip MACHINE X Y",
    "--job-chip JOB X Y",
  ];
  for (const option of options) assertStringIncludes(stdout, option);
  assertStringIncludes(stdout, "spalloc where-is --job-chip 24 14 3\n");
});

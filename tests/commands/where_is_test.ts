import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
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
    [["--chip", "mm", "0", "0"], 'there is no machine "mm".'],
    [["--job-chip", "99", "0", "0"], "job 99 is not known to the server"],
  ];
  for (const [place, why] of wrong) {
    await assertRejects(() => runOn(server, whereIs, place), CommandError, `location: ${why}`);
  }
  const { stderr } = await runOn(server, whereIs, ["--board", "m", "4", "3", "2"]);
  const said = "There is no board (4, 3, 2): machines wrap around, and this is (0, 1, 2).\n";
  assertEquals(stderr, said);
  assertEquals((await runOn(server, whereIs, ["--board", "m", "0", "1", "2"])).stderr, "");
});

Deno.test("where-is refuses what is no place, without asking the server", async () => {
  const nowhere = { hostname: "localhost", port: 1 };
  const refused: [string[], string][] = [
    [[], "Where is what? Give one of --board, --physical, --chip, --job-chip"],
    [["-j"], "--job-chip takes JOB_ID X Y"],
    [["-j", "1", "2"], '--job-chip takes JOB_ID X Y, not "1 2"'],
    [["-b", "m", "1", "2", "0", "4"], '--board takes MACHINE X Y Z, not "m 1 2 0 4"'],
    [["-c", "m", "1", "a"], 'Cannot use "a" for --chip: it is not a whole number'],
    [["-j", "m", "1", "2"], 'Cannot use "m" for --job-chip: it is not a whole number'],
    [
      ["-j", "1", "2", "3", "-c", "m", "1", "2"],
      "Cannot look for --job-chip and --chip at once: leave one of them out",
    ],
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
  });
});

// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { BoardCoordinate } from "../../lib/mod.ts";
import { leadTo, type Program, programs, Run, run } from "../end_to_end/program.ts";
import { AnsweringBoards } from "./answering_boards.ts";
import { referenceTest } from "./reference_server.ts";

/** A user's folders, and a server with one frame. */
interface Stage {
  boards: AnsweringBoards;
  env: Record<string, string>;
  folder: string;
  /** Runs the program. */
  go(...args: string[]): ReturnType<typeof run>;
}

/** Registers a test of the program, which checks as well that no job and no temporary file is left. */
function stageTest(
  name: string,
  silent: readonly BoardCoordinate[],
  test: (stage: Stage, program: Program) => Promise<void>,
): void {
  for (const program of programs) {
    referenceTest(`${name} on a Python server (${program.name})`, async () => {
      await using boards = await AnsweringBoards.start([{ name: "frame", silent }]);
      const folder = await Deno.makeTempDir();
      try {
        const temporary = join(folder, "tmp");
        await Deno.mkdir(temporary);
        const state = { TMPDIR: temporary, XDG_STATE_HOME: join(folder, "state") };
        const env = { ...leadTo(boards.server), ...state };
        const go: Stage["go"] = (...args) => run(program, args, { env, cwd: folder });
        await test({ boards, env, folder, go }, program);
        assertEquals(await boards.server.call("list_jobs"), []);
        assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}

stageTest(
  "boards that fail a check are let go for others, remembered, and told of in a receipt",
  [],
  async ({ boards, go }) => {
    const bad = boards.address([0, 0, 2]);
    const check = `grep -q ",${bad}$" {ethernet_ips} || exit 0; ` +
      "echo 4 8 > {failed}; echo not well; exit 3";
    const checks = ["--check", "echo looked at", "--check", check];
    const ask = ["3", ...checks, "--receipt", "receipt.json", "-c", "echo on {}; exit 9"];
    const next = boards.address([0, 1, 0]);
    const where = `board 0 0 2 (cabinet 0, frame 0, board 2; ${bad}) of frame (try 1 of 3).\n`;
    const first = await go(...ask);
    assertEquals([first.code, first.stdout], [9, `on ${next}\n`], first.stderr);
    assertMatch(first.stderr, /^looked at\n[^]*^not well\n/m);
    assertMatch(first.stderr, /^Job 1: ".*" exited with code 3: board 0 0 2/m);
    assertStringIncludes(first.stderr, where);

    const explained = await go("job", "--explain", "receipt.json");
    assertEquals(explained.code, 0, explained.stderr);
    for (
      const part of [
        "asked the Python server at ",
        "Job 1 had 3 boards of frame, which did not pass at ",
        `  board 0 0 2: cabinet 0, frame 0, board 2; ${bad}\n`,
        "Job 2 was created at ",
        `  board 0 1 0: cabinet 0, frame 0, board 3; ${next}\n`,
        " with exit code 9, the exit code of its command.\n",
      ]
    ) assertStringIncludes(explained.stdout, part);

    const second = await go(...ask);
    assertEquals([second.code, second.stdout], [9, `on ${next}\n`], second.stderr);
    assertStringIncludes(second.stderr, `Job 3: failed a check before: ${where}`);
    assert(!second.stderr.includes("not well"));

    const forgotten = await go("config", "--forget-boards");
    assertEquals(forgotten.stdout, "1 board is no longer avoided.\n");
    const last = await go("--tries", "1", ...ask);
    assertEquals([last.code, last.stdout], [7, ""], last.stderr);
    assertStringIncludes(last.stderr, "not well\n");
  },
);

stageTest("boards that are named are avoided", [], async ({ boards, go }) => {
  const bad = boards.address([0, 0, 0]);
  const other = boards.address([0, 0, 1]);
  for (const place of ["0,0,0", "frame:0/0/0", bad]) {
    const { code, stdout, stderr } = await go("--avoid", place, "-c", "echo on {}");
    assertEquals([code, stdout], [0, `on ${other}\n`], stderr);
    assertStringIncludes(
      stderr,
      `: to be avoided: board 0 0 0 (cabinet 0, frame 0, board 0; ${bad})`,
    );
  }
  // All that could be given are held back from the second try.
  const all = ["--avoid", "0,0,0", "--avoid", "0,0,1", "--avoid", "0,0,2"];
  const none = await go(...all, "--tries", "2", "-c", "echo on {}");
  assertEquals([none.code, none.stdout], [7, ""], none.stderr);
  assertStringIncludes(none.stderr, "No boards passed in 2 tries. Your command was not run");
});

stageTest("silent boards are found by --ping", [[0, 0, 1]], async ({ boards, go }) => {
  const ask = ["1", "1", "--ping", "-c", "echo on {}"];
  const first = await go(...ask);
  const good = boards.address([0, 1, 0]);
  assertEquals([first.code, first.stdout], [0, `on ${good}\n`], first.stderr);
  const silent = boards.address([0, 0, 1]);
  assertStringIncludes(
    first.stderr,
    `1 of 3 boards does not answer: board 0 0 1 (cabinet 0, frame 0, board 1; ${silent}) of frame`,
  );
  const second = await go(...ask);
  assertEquals([second.code, second.stdout], [0, `on ${good}\n`], second.stderr);
  assertStringIncludes(second.stderr, "failed a check before: board 0 0 1");
});

stageTest("Ctrl-C in a check frees all boards", [], async ({ boards, env }, program) => {
  const check = "test {id} = 1 && exit 1; echo second >&2; exec sleep 60";
  const args = ["3", "--check", check, "-c", "true"];
  await using running = new Run(program, args, { env, leadsGroup: true });
  await running.hears("stderr", /^second$/m);
  const held = await boards.server.call<{ job_id: number }[]>("list_jobs");
  assertEquals(held.map((job) => job.job_id), [1, 2]);
  running.killGroup("SIGINT");
  assertEquals((await running.ended).code, 130);
});

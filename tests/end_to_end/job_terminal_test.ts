// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { createOn } from "../commands/servers.ts";
import { startOldPort } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";
import { TerminalRun, terminalTest } from "./signals_terminal.ts";

const ME = "tester@example.org";
const BOB = "bob@example.org";

async function serverOf(...owners: string[]): Promise<Simulator> {
  // Of an old port: over the HTTP API nobody has to do with the jobs of others.
  const server = await startOldPort({ machines: ["demo:4x2"], powerDelay: 0 });
  for (const owner of owners) await createOn(server, { owner });
  return server;
}

function living(server: Simulator): number[] {
  return server.jobs.map(({ id }) => id);
}

/** A line for a shell that knows the program as `spalloc`, also behind xargs. */
class Shell implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    const words = [program.path, ...program.args].map((word) => `'${word}'`).join(" ");
    const path = join(this.folder, "spalloc");
    Deno.writeTextFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  }

  program(line: string): Program {
    const args = ["-c", `PATH=${this.folder}:$PATH; ${line}`];
    return { name: this.#program.name, path: "/bin/sh", args };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

const RECIPES: [line: string, code: number, said: RegExp][] = [
  [
    `spalloc ps --owner ${BOB} --ids | xargs -n1 spalloc job -D done`,
    123,
    /You named no job\. The only job of tester@example\.org is job 1\. To destroy it:\r?\n {2}spalloc job 1 --destroy/,
  ],
  [`spalloc job $(spalloc ps --owner ${BOB} --ids) -D done < /dev/null`, 2, /You named no job/],
  [`spalloc job "$(spalloc ps --owner ${BOB} --ids)" -D done`, 2, /JOB_ID is empty/],
  [`spalloc ps --owner ${BOB} --ids | spalloc job - --destroy done`, 0, /has no job ids/],
  [`spalloc job --owner ${BOB} --destroy --all`, 0, /bob@example\.org has no live jobs/],
];

if (Deno.build.os !== "windows") {
  for (const [line, code, said] of RECIPES) {
    programTest(`destroys nothing of mine where bob has no job: ${line}`, async (program) => {
      await using server = await serverOf(ME);
      await using shell = new Shell(program);
      await using running = new Run(shell.program(line), [], { env: leadTo(server), stdin: "" });
      const { stderr, ...ended } = await running.ended;
      assertMatch(stderr, said);
      // Not every xargs runs its command when there is nothing to run it for.
      if (!line.includes("xargs")) assertEquals(ended.code, code);
      assertEquals(living(server), [1]);
    });
  }

  programTest("the recipe of ps destroys the jobs that it lists", async (program) => {
    await using server = await serverOf(ME, BOB, ME, BOB);
    await using shell = new Shell(program);
    const line = `spalloc ps --owner ${BOB} --ids | spalloc job - --destroy done`;
    await using running = new Run(shell.program(line), [], { env: leadTo(server), stdin: "" });
    const { code, stdout, stderr } = await running.ended;
    assertEquals([code, stdout], [0, ""]);
    assertEquals(stderr, `Job 2 of ${BOB} destroyed.\nJob 4 of ${BOB} destroyed.\n`);
    assertEquals(living(server), [1, 3]);
  });
}

terminalTest("job asks on a terminal before it destroys another's job", async (program) => {
  await using server = await serverOf(ME, BOB);
  const destroy = async (keys: string, args = ["2"]): Promise<[number, string]> => {
    const argv = ["job", ...args, "--destroy", "--no-color"];
    await using running = new TerminalRun(program, argv, { env: leadTo(server) });
    await running.hears("stdout", /\[y\/N\] $/);
    await running.typeKeys(keys);
    const { code, stdout } = await running.ended;
    return [code, stdout.slice(stdout.indexOf("[y/N] ") + "[y/N] ".length)];
  };
  assertEquals(await destroy("\r"), [1, "\r\nspalloc: Nothing was changed\r\n"]);
  assertEquals(await destroy("n\r"), [1, "n\r\nspalloc: Nothing was changed\r\n"]);
  assertEquals(await destroy("\x04"), [1, "\r\nspalloc: Nothing was changed\r\n"]);
  const [code, said] = await destroy("\x03");
  assertEquals(code, 130);
  assertMatch(said, /Interrupted by SIGINT\.\r\n$/);
  assertEquals(living(server), [1, 2]);
  assertEquals(await destroy("y\r"), [0, `y\r\nJob 2 of ${BOB} destroyed.\r\n`]);
  assertEquals(living(server), [1]);
  assertEquals(await destroy("y\r", []), [0, `y\r\nJob 1 of ${ME} destroyed.\r\n`]);
  assertEquals(living(server), []);
});

terminalTest("job asks nothing on a terminal about one's own, or with --yes", async (program) => {
  await using server = await serverOf(ME, BOB);
  for (const args of [["1", "--destroy"], ["2", "--destroy", "--yes"]]) {
    await using running = new TerminalRun(program, ["job", ...args], { env: leadTo(server) });
    const { code, stdout } = await running.ended;
    assertEquals(code, 0);
    assertMatch(stdout, /Job \d of \S+ destroyed\.\r\n$/);
    assertEquals(stdout.includes("[y/N]"), false);
  }
  assertEquals(living(server), []);
});

terminalTest("job asks on the terminal about ids that come through a pipe", async (program) => {
  await using server = await serverOf(ME, BOB, BOB);
  await using shell = new Shell(program);
  const question =
    /These jobs are not yours: 2, 3 of bob@example\.org\. Destroy all 2 jobs\? \[y\/N\] $/;
  const line =
    `spalloc ps --owner ${BOB} --ids | spalloc job - --destroy --no-color; echo it was $?`;
  const answers: [keys: string, said: RegExp, left: number[]][] = [
    ["n\r", /spalloc: Nothing was changed\r\nit was 1\r\n$/, [1, 2, 3]],
    ["\x03", /Interrupted by SIGINT\.\r\n/, [1, 2, 3]],
    ["y\r", /Job 2 of \S+ destroyed\.\r\nJob 3 of \S+ destroyed\.\r\nit was 0\r\n$/, [1]],
  ];
  for (const [keys, said, left] of answers) {
    await using running = new TerminalRun(shell.program(line), [], { env: leadTo(server) });
    await running.hears("stdout", question);
    await running.typeKeys(keys);
    assertMatch((await running.ended).stdout, said);
    assertEquals(living(server), left);
  }
});

terminalTest("job refuses behind xargs what was not named, on a terminal too", async (program) => {
  await using server = await serverOf(ME);
  await using shell = new Shell(program);
  const [[line] = ["", 0, /$/]] = RECIPES;
  await using running = new TerminalRun(shell.program(line), [], { env: leadTo(server) });
  const { stdout } = await running.ended;
  assertEquals(stdout.includes("[y/N]"), false);
  assertEquals(living(server), [1]);
});

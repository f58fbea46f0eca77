// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { ReceivedCommand, Simulator } from "../../lib/simulator/mod.ts";
import { isApi, isJava, startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, programTest, Run, run } from "./program.ts";

/** A server whose boards are ready at once. */
const QUICK = { machines: ["demo:4x2"], powerDelay: 0 };

/** A user's folders, and a server. */
interface Stage {
  server: Simulator;
  env: Record<string, string>;
  folder: string;
  /** Runs the program. */
  go(args: readonly string[]): ReturnType<typeof run>;
}

/** Sets a stage for a test, and checks that no job and no temporary file is left. */
async function onStage(
  program: Program,
  test: (stage: Stage) => Promise<void>,
  options: Parameters<typeof startServer>[0] = {},
): Promise<void> {
  await using server = await startServer({ ...QUICK, ...options });
  const folder = await Deno.makeTempDir();
  const temporary = join(folder, "tmp");
  await Deno.mkdir(temporary);
  const env = { ...leadTo(server), TMPDIR: temporary, XDG_STATE_HOME: join(folder, "state") };
  const go: Stage["go"] = (args) => run(program, args, { env, cwd: folder });
  try {
    await test({ server, env, folder, go });
    assertEquals(server.jobs, []);
    assertEquals([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

programTest(
  "boards that fail a check are let go for others, and not taken again",
  (program) =>
    onStage(program, async ({ go }) => {
      const check = 'grep -v "^x" $SPALLOC_ETHERNET_IPS | grep -q "10.11.0.1$" && ' +
        "{ echo 4 8 > {failed}; echo not well; exit 3; }; exit 0";
      const ask = ["3", "--check", check, "-c", "cat; echo on {}"];
      const first = await go(ask);
      assertEquals([first.code, first.stdout], [0, "on 10.11.0.25\n"]);
      assertStringIncludes(first.stderr, "not well\n");
      const where = "board 0 0 2 (cabinet 0, frame 0, board 2; 10.11.0.17) of demo (try 1 of 3).\n";
      assertMatch(first.stderr, /Job 1: ".*" exited with code 3: board 0 0 2/);
      assertStringIncludes(first.stderr, where);

      const second = await go(ask);
      assertEquals([second.code, second.stdout], [0, "on 10.11.0.25\n"]);
      assertStringIncludes(second.stderr, `Job 3: failed a check before: ${where}`);
      assert(!second.stderr.includes("not well"));

      // On the last try the boards may have become good again, which only a check can tell.
      const only = await go(["--tries", "1", ...ask]);
      assertEquals(only.code, 7);
      assertStringIncludes(only.stderr, "not well\n");
      const repaired = await go(["3", "--tries", "1", "--check", "true", "-c", "echo on {}"]);
      assertEquals(repaired.stdout, "on 10.11.0.1\n");
      assert(!(await go(["config"])).stdout.includes("failed a check"));
      assertEquals((await go(ask)).stdout, "on 10.11.0.25\n");

      assertMatch(
        (await go(["config"])).stdout,
        /Boards that failed a check.*\n {2}board 0 0 2 \(10\.11\.0\.17\) of demo on .*exited with/,
      );
      assertEquals(
        (await go(["config", "--forget-boards"])).stdout,
        "1 board is no longer avoided.\n",
      );
      assertStringIncludes((await go(ask)).stderr, "not well\n");
    }),
);

programTest(
  "boards that are named are avoided: by an option, a file or a setting",
  (program) =>
    onStage(program, async ({ go, env, folder }) => {
      await Deno.writeTextFile(join(folder, "bad.txt"), "# broken\n\n10.11.0.1 # since May\n");
      await Deno.writeTextFile(join(folder, ".spalloc"), "[spalloc]\navoid = demo:0,0,0\n");
      for (const avoid of ["0,0,0", "demo:0/0/0", "10.11.0.1", "@bad.txt"]) {
        const { code, stdout, stderr } = await go(["--avoid", avoid, "-c", "echo on {}"]);
        assertEquals([code, stdout], [0, "on 10.11.0.9\n"], stderr);
        assertMatch(
          stderr,
          /to be avoided: board 0 0 0 \(cabinet 0, frame 0, board 0; 10\.11\.0\.1\)/,
        );
      }
      assertEquals((await go(["-c", "echo on {}"])).stdout, "on 10.11.0.9\n");
      assertEquals(
        (await go(["--avoid", "other:0,0,0", "-c", "echo on {}"])).stdout,
        "on 10.11.0.1\n",
      );

      for (const avoid of ["1,2", "@none.txt", "a b"]) {
        const { code, stderr } = await go(["--avoid", avoid]);
        assertEquals(code, 2, stderr);
      }
      const variable = { ...env, SPALLOC_AVOID: "0/0/0 0/0/1 0/0/2" };
      const all = await run(program, ["--tries", "2", "-c", "echo on {}"], { env: variable });
      assertEquals([all.code, all.stdout], [7, ""]);
      assertStringIncludes(all.stderr, "No boards passed in 2 tries. Your command was not run");
      assertStringIncludes(all.stderr, "spalloc config --forget-boards");
    }),
);

programTest(
  "a check that takes too long, or that can't be run",
  (program) =>
    onStage(program, async ({ go }) => {
      const late = await go([
        "--check",
        "sleep 60",
        "--check-timeout",
        "0.3",
        "--tries",
        "2",
        "-c",
        "true",
      ]);
      assertEquals([late.code, late.stdout], [7, ""], late.stderr);
      assertMatch(
        late.stderr,
        /Job 2: "sleep 60" took longer than 0\.3 s: board 0 0 1 .*try 2 of 2/,
      );
      const missing = await go(["--check", "no-such-program", "-c", "true"]);
      assertEquals(missing.code, 127);
      assert(!missing.stderr.includes("Job 3"));
      const broken = await go(["--check", "true; no-such-program", "-c", "echo"]);
      assertEquals(broken.code, 127);
      assertMatch(broken.stderr, /Cannot check the boards: .* a program was not found/);
    }),
);

programTest(
  "a failed check has an exit code of spalloc's own",
  (program) =>
    onStage(program, async ({ env }) => {
      const own = { env: { ...env, SPALLOC_EXIT_ERROR: "99" } };
      assertEquals((await run(program, ["--check", "exit 5", "--tries", "1"], own)).code, 99);
      const alone = await run(program, ["--tries", "2"], { env });
      assertEquals(alone.code, 2);
      assertMatch(alone.stderr, /--tries has no effect without/);
      const least = await run(program, ["6", "--check", "true", "--hold-at-most", "5"], { env });
      assertEquals(least.code, 2);
      assertMatch(least.stderr, /Cannot hold at most 5 boards: the request is for 6/);
    }),
);

programTest("boards that failed are reported where the server takes reports", async (program) => {
  const heard: ReceivedCommand[] = [];
  const onCommand = (command: ReceivedCommand): void => {
    if (/report/.test(command.name)) heard.push(command);
  };
  await onStage(program, async ({ go }) => {
    const check = "test {id} = 1 && { echo {} > {failed}; exit 9; }; exit 0";
    const { code, stderr } = await go(["--check", check, "--report", "-c", "true"]);
    assertEquals(code, 0, stderr);
    if (!isJava) {
      return assertStringIncludes(stderr, "not reported: this server takes no reports.\n");
    }
    assertStringIncludes(stderr, "Job 1: reported board 0 0 0 (cabinet 0, frame 0, board 0; 10.11");
    if (isApi) return;
    assertEquals(heard.map(({ args }) => args), [["10.11.0.1"]]);
    assertMatch(
      JSON.stringify(heard[0]?.kwargs),
      /A check failed on board 0 0 0 .*exited with code 9/,
    );
  }, { onCommand });
});

programTest(
  "a spalloc that is killed while it holds boards frees them all",
  (program) =>
    onStage(program, async ({ env }) => {
      const check = "test {id} = 1 && exit 1; echo second >&2; exec sleep 60";
      await using running = new Run(program, ["--check", check, "-c", "true"], { env });
      await running.hears("stderr", /^second$/m);
      running.kill("SIGKILL");
      const { code, stderr } = await running.ended;
      assertEquals(code, 137);
      assertMatch(stderr, /spalloc was killed: the boards of jobs 2 and 1 are freed\.\n$/);
    }),
);

programTest(
  "a memory of boards that does not answer keeps no boards",
  (program) =>
    onStage(program, async ({ env, folder }) => {
      const state = join(folder, "state", "spalloc");
      await Deno.mkdir(state, { recursive: true, mode: 0o700 });
      // As on a file server whose lock somebody else has.
      using lock = await Deno.open(join(state, "boards.lock"), { create: true, write: true });
      await lock.lock(true);
      await using running = new Run(program, ["--check", "exit 1", "-c", "true"], { env });
      await running.hears("stderr", /try 1 of 3/);
      const from = performance.now();
      running.kill("SIGINT");
      const { code } = await running.ended;
      assertEquals(code, 130);
      assert(performance.now() - from < 3000);
    }),
);

programTest(
  "a check that died of a signal for all says nothing about boards, however late spalloc gets it",
  (program) =>
    onStage(program, async ({ server, go }) => {
      const check = "(sleep 0.2; kill -INT $PPID) & exit 130";
      const { code, stderr } = await go(["1", "--check", check, "-c", "true"]);
      assertEquals([code, server.destroyedJobs.size], [130, 1], stderr);
      // Without that signal, it is a code as any other.
      const alone = await go(["1", "--tries", "1", "--check", "exit 130", "-c", "true"]);
      assertEquals(alone.code, 7, alone.stderr);
      assertMatch(alone.stderr, /exited with code 130: board 0 0 0/);
    }),
);

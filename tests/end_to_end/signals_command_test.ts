// Permissions: all, because it starts programs.
import { assert, assertEquals, assertLess, assertMatch, assertNotMatch } from "@std/assert";
import { join } from "@std/path";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { processesOf } from "./phases_processes.ts";
import { SlowServer } from "./phases_server.ts";
import { leadTo, programs, programTest, Run, run } from "./program.ts";
import { TerminalRun, terminalTest } from "./signals_terminal.ts";

const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0.05 };
const LOOP = "for i in $(seq 300); do sleep 0.1; done";

programTest(
  "SIGTERM and SIGHUP of one event leave a command and a server their time",
  async (program) => {
    await using server = await SlowServer.start(QUICK, { command: "destroy_job", seconds: 0.5 });
    const line =
      `trap "trap '' TERM HUP; sleep 1.5; echo saved; exit" TERM HUP; echo started; ${LOOP}`;
    await using running = new Run(program, ["-c", line], { env: leadTo(server) });
    await running.hears("stdout", /started/);
    running.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 20));
    running.kill("SIGHUP");
    const { code, stdout, stderr } = await running.ended;
    assertEquals([code, stdout], [143, "started\nsaved\n"]);
    assertMatch(stderr, /Job 1: boards freed\./);
    assertNotMatch(stderr, /Could not destroy/);
  },
);

programTest("a Ctrl-C that comes later ends what ignores the first signal", async (program) => {
  await using server = await startServer(QUICK);
  const line = `trap '' TERM INT; echo started; ${LOOP}`;
  await using running = new Run(program, ["--grace", "60", "-c", line], { env: leadTo(server) });
  await running.hears("stdout", /started/);
  running.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const from = performance.now();
  running.kill("SIGINT");
  assertEquals([(await running.ended).code, server.jobs], [143, []]);
  assertLess(performance.now() - from, 2000);
});

programTest("a signal for the command reaches the program behind its shell", async (program) => {
  await using server = await startServer(QUICK);
  const inner = `trap "echo handled; exit 0" USR1; echo started; ${LOOP}`;
  const line = `sh -c '${inner}'; echo "the shell goes on"`;
  await using running = new Run(program, ["-c", line], { env: leadTo(server) });
  await running.hears("stdout", /started/);
  running.kill("SIGUSR1");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout, server.jobs], [0, "started\nhandled\nthe shell goes on\n", []]);
});

programTest(
  "what a command that died of a signal has started ends before the boards are freed",
  async (program) => {
    const seen: boolean[] = [];
    let child = 0;
    await using server = await startServer({
      ...QUICK,
      onCommand: ({ name }) => name === "destroy_job" && seen.push(runs(child)),
    });
    const inner = `trap : USR1; echo $$; ${LOOP}`;
    const args = ["--", "sh", "-c", 'sh -c "$0" & wait', inner];
    await using running = new Run(program, args, { env: leadTo(server) });
    child = Number(await running.hears("stdout", /\d+/));
    running.kill("SIGUSR1");
    assertEquals([(await running.ended).code, seen, server.jobs], [138, [false], []]);
  },
);

programTest("a command that dies of a real-time signal is as good as any", async (program) => {
  await using server = await startServer(QUICK);
  const { code, stderr } = await run(program, ["-c", "kill -40 $$"], { env: leadTo(server) });
  assertEquals([code, server.jobs], [168, []]);
  assertNotMatch(stderr, /should not happen/);
});

programTest("the user chooses what ends a command, and how long it has", async (program) => {
  await using server = await startServer(QUICK);
  const line = `trap 'echo told' INT; trap '' TERM; echo started; ${LOOP}`;
  const args = ["--end-signal", "int", "--grace", "0.5", "-c", line];
  await using running = new Run(program, args, { env: leadTo(server) });
  await running.hears("stdout", /started/);
  const from = performance.now();
  running.kill("SIGTERM");
  const { code, stdout, stderr } = await running.ended;
  assertEquals([code, stdout, server.jobs], [143, "started\ntold\n", []]);
  assertMatch(stderr, /Waiting up to 0\.5 s for the command to end\./);
  assertLess(performance.now() - from, 3000);
});

programTest("a spalloc that is killed leaves no file of addresses behind", async (program) => {
  await using server = await startServer(QUICK);
  const folder = await Deno.makeTempDir();
  const env = { ...leadTo(server), TMPDIR: folder };
  await using running = new Run(program, ["1"], { env });
  await running.hears("stdout", /<Press enter/);
  running.kill("SIGKILL");
  const { code, stderr } = await running.ended;
  assertMatch(stderr, /spalloc was killed: the boards of job 1 are freed\.\n$/);
  assertEquals([code, server.jobs, [...Deno.readDirSync(folder)]], [137, [], []]);
  await Deno.remove(folder);
});

programTest("a spalloc that is killed leaves a job that was to be left", async (program) => {
  await using server = await startServer(QUICK);
  await using running = new Run(program, ["-D", "-c", "echo started; exec sleep 60"], {
    env: leadTo(server),
  });
  await running.hears("stdout", /started/);
  running.kill("SIGKILL");
  const { code, stderr } = await running.ended;
  assertMatch(stderr, /spalloc was killed: the boards of job 1 are left allocated\.\n$/);
  assertEquals([code, server.jobs.map(({ id }) => id)], [137, [1]]);
});

terminalTest(
  "a spalloc that is killed at its prompt leaves the terminal to the shell",
  async (program) => {
    await using server = await startServer(QUICK);
    const folder = await Deno.makeTempDir();
    const env = { ...leadTo(server), SPALLOC_TEST_FOLDER: folder };
    await using running = new TerminalRun(program, ["1"], { env });
    await running.hears("stdout", /<Press enter/);
    const [pid] = (await processesOf(folder)).filter((line) => / 1 /.test(line)).map(parseInt);
    Deno.kill(pid!, "SIGKILL");
    assertEquals((await running.ended).code, 137);
    while ((await processesOf(folder)).length > 0);
    assertEquals(server.jobs, []);
    await Deno.remove(folder);
  },
);

const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const [executable] = programs.filter(({ name }) => name === "executable");
const needsRoot = isRoot && executable ? "" : " (ignored: takes root and the executable)";

Deno.test({
  name: `boards are kept for a command that became root, until it ends${needsRoot}`,
  ignore: needsRoot !== "",
  async fn() {
    // A folder that another user can read, for a program that is root's whoever runs it.
    const folder = await Deno.makeTempDir({ dir: "/var/tmp" });
    try {
      await using server = await startServer(QUICK);
      const python = join(folder, "python");
      await Deno.copyFile(await Deno.realPath("/usr/bin/python3"), python);
      await Deno.copyFile(executable!.path, join(folder, "spalloc"));
      await Deno.chmod(python, 0o4755);
      await Deno.chmod(folder, 0o755);
      const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
      const script =
        "import os, time; os.setuid(0); print(os.getpid(), flush=True); time.sleep(60)";
      const asNobody = { name: executable!.name, path: "setpriv", args: nobody };
      const args = [join(folder, "spalloc"), "1", "--", python, "-c", script];
      await using running = new Run(asNobody, args, { env: leadTo(server), cwd: "/" });
      const root = Number(await running.hears("stdout", /\d+/));
      running.kill("SIGTERM");
      await running.hears(
        "stderr",
        new RegExp(`Cannot end process ${root} \\(python\\): it belongs`),
      );
      assertEquals([runs(root), server.jobs.length], [true, 1]);
      Deno.kill(root, "SIGKILL");
      assertEquals([(await running.ended).code, server.jobs], [143, []]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Whether a process runs; one that only waits for its parent to notice its end does not. */
function runs(pid: number): boolean {
  assert(pid > 0);
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .outputSync();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}

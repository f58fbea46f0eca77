// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { createOn } from "../commands/servers.ts";
import { isApi, startOldPort, startServer } from "../lib_test_kit/manners.ts";
import { leadTo, Run } from "./program.ts";
import { shell, TerminalRun, terminalTest } from "./signals_terminal.ts";

const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0 };
const ALTERNATE_SCREEN = "\x1b[?1049h";
const FIRST_SCREEN = "\x1b[?1049l";
const NO_CURSOR = "\x1b[?25l";
const CURSOR = "\x1b[?25h";
const READY = /lists the keys\./;

/** Whether a terminal was left in the modes in which it was found. */
function isRestored(stderr: string): boolean | null {
  return JSON.parse(stderr.trim().split("\n").at(-1) ?? "").restored;
}

function assertLeft(stdout: string): void {
  assert(stdout.includes(ALTERNATE_SCREEN + NO_CURSOR), JSON.stringify(stdout));
  assert(stdout.lastIndexOf(CURSOR) > stdout.lastIndexOf(NO_CURSOR));
  assert(stdout.lastIndexOf(FIRST_SCREEN) > stdout.lastIndexOf(ALTERNATE_SCREEN));
}

for (
  const [how, leave, wanted] of [
    ["q", (run: TerminalRun) => run.typeKeys("q"), 0],
    ["Ctrl-C", (run: TerminalRun) => run.typeKeys("\x03"), 130],
    ["Ctrl-\\", (run: TerminalRun) => run.typeKeys("\x1c"), 131],
  ] as const
) {
  terminalTest(`spalloc ps --watch gives the terminal back after ${how}`, async (program) => {
    // Of an old port, where jobs have any owner.
    await using server = await startOldPort(QUICK);
    await createOn(server, { owner: "tester@example.org" });
    await using watching = new TerminalRun(program, ["ps", "--watch"], { env: leadTo(server) });
    await watching.hears("stdout", /tester@example[^]*lists the keys\./);
    // It shows itself anew where the terminal has another size, and then what changes.
    await watching.resize(120, 20);
    await watching.hears("stdout", /tester@example\.org \(127\.0\.0\.1\)[^]*lists the keys\./);
    server.destroyJob(1);
    await watching.hears("stdout", /Owner(?:(?!tester)[^])*lists the keys\./);
    await leave(watching);
    const { code, stdout, stderr } = await watching.ended;
    assertEquals([code, isRestored(stderr)], [wanted, true]);
    assertLeft(stdout);
  });
}

terminalTest("a watch whose terminal hangs up ends", async (program) => {
  await using server = await startServer(QUICK);
  await using watching = new TerminalRun(program, ["ps", "--watch"], { env: leadTo(server) });
  await watching.hears("stdout", READY);
  await watching.hangUp();
  assertEquals((await watching.ended).code, 129);
});

terminalTest("keys scroll a watch, and are not shown", async (program) => {
  await using server = await startServer({ machines: ["big:20x20"], powerDelay: 0 });
  const args = ["machine", "big", "--no-compact", "--watch", "--no-color"];
  await using watching = new TerminalRun(program, args, { env: leadTo(server) });
  await watching.hears(
    "stdout",
    /Name: big[^]*Lines 1-21 of \d+\. Last heard at \S+ q leaves, \? lists the keys\./,
  );
  await watching.typeKeys("\x1b[B");
  await watching.hears("stdout", /Lines 2-22 of/);
  await watching.typeKeys("\x1b[6~");
  await watching.hears("stdout", /Lines 22-42 of/);
  await watching.typeKeys("xyz");
  await watching.typeKeys("?");
  await watching.hears("stdout", /What it does[^]*scroll by a page/);
  await watching.typeKeys("?");
  await watching.typeKeys("q");
  const { code, stdout, stderr } = await watching.ended;
  assertEquals([code, isRestored(stderr), stdout.includes("xyz")], [0, true, false]);
  // The whole of it stays on the terminal.
  assert(stdout.split(FIRST_SCREEN).at(-1)!.split("\n").length > 60);
});

terminalTest("a lost server does not spoil a watch's terminal before its first picture", async (
  program,
) => {
  await using server = await startServer(QUICK);
  const env = { ...leadTo(server), SPALLOC_RECONNECT_DELAY: "0.1" };
  await using watching = new TerminalRun(program, ["ps", "--watch"], { env });
  await watching.hears("stdout", READY);
  // Over the HTTP API it is looked for now and then.
  await server.restart({ cold: false, downtime: isApi ? 12 : 1 });
  await watching.hears("stdout", /Lost the server[^]*(?:2026l)(?:(?!Lost)[^])*2026l/);
  await watching.typeKeys("q");
  const { code, stderr } = await watching.ended;
  assertEquals([code, isRestored(stderr)], [0, true]);
});

terminalTest("Ctrl-Z does not stop a watch that nobody could continue", async (program) => {
  await using server = await startServer(QUICK);
  await using watching = new TerminalRun(program, ["ps", "--watch"], { env: leadTo(server) });
  await watching.hears("stdout", READY);
  await watching.typeKeys("\x1a");
  await using holder = new Run(program, ["1"], { env: leadTo(server) });
  await watching.hears("stdout", isApi ? /tester/ : /tester@/);
  await watching.typeKeys("\x03");
  assertEquals((await watching.ended).code, 130);
  await holder.hears("stdout", /<Press enter/);
  await holder.type("\n");
  await holder.ended;
});

terminalTest("a suspended watch leaves the terminal to the shell, and comes back", async (
  program,
) => {
  await using server = await startServer(QUICK);
  await using running = await shell(program, server);
  await running.typeKeys("stty -a > before; spalloc ps --watch\r");
  await running.hears("stdout", READY);
  await running.typeKeys("\x1a");
  await running.hears("stdout", /1049l[^]*Stopped[^]*shell: $/);
  await running.typeKeys("stty -a | cmp - before && echo the 'same modes'\r");
  await running.hears("stdout", /the same modes\r\n/);
  await running.typeKeys("fg\r");
  await running.hears("stdout", /the same modes[^]*1049h[^]*lists the keys\./);
  await running.typeKeys("\x1b[B?");
  await running.hears("stdout", /What it does/);
  await running.typeKeys("q");
  await running.hears("stdout", /What it does[^]*1049l[^]*shell: $/);
  await running.typeKeys("echo code $?; stty -a | cmp - before && echo still 'the same'\r");
  await running.hears("stdout", /code 0\r\n[^]*still the same\r\n/);
  await running.typeKeys("exit\r");
  assertEquals((await running.ended).code, 0);
});

terminalTest("a watch in the background leaves the terminal to the shell", async (program) => {
  await using server = await startServer(QUICK);
  await using running = await shell(program, server);
  await running.typeKeys("spalloc ps --watch\r");
  await running.hears("stdout", READY);
  await running.typeKeys("\x1a");
  await running.hears("stdout", /Stopped[^]*shell: $/);
  await running.typeKeys("bg; sleep 0.5; echo 'no' picture\r");
  const shown = await running.hears("stdout", /bg; sleep[^]*no picture\r\n/);
  assertEquals(shown.includes(ALTERNATE_SCREEN), false);
  await running.typeKeys("fg\r");
  await running.hears("stdout", /no picture[^]*1049h[^]*lists the keys\./);
  await running.typeKeys("q");
  await running.hears("stdout", /no picture[^]*1049l[^]*shell: $/);
  await running.typeKeys("exit\r");
  assertMatch((await running.ended).stdout, /exit/);
});

terminalTest("top destroys one's own job after a question, and no other", async (program) => {
  // Of an old port, where there are jobs of others to see.
  await using server = await startOldPort(QUICK);
  await createOn(server, { owner: "you" });
  await createOn(server, { owner: "tester@example.org" });
  const args = ["top", "--no-color"];
  await using running = new TerminalRun(program, args, { env: leadTo(server) });
  await running.hears("stdout", /> +1 [^]*\/###\\[^]*lists the keys\./);
  await running.typeKeys("d");
  await running.hears("stdout", /Job 1 is not yours \(you are tester@example\.org\)\./);
  await running.typeKeys("\x1b[B");
  await running.hears("stdout", /> +2 [^]*# job 2/);
  await running.typeKeys("dn");
  await running.typeKeys("d");
  await running.hears("stdout", /Destroy your job 2 \(1 board\)\? y or n/);
  assertEquals(server.jobs.map(({ id }) => id), [1, 2]);
  await running.typeKeys("y");
  await running.hears("stdout", /1 job, 0 queued[^]*Job 2 destroyed\./);
  assertEquals(server.jobs.map(({ id }) => id), [1]);
  await running.typeKeys("q");
  const { code, stdout, stderr } = await running.ended;
  assertEquals([code, isRestored(stderr)], [0, true]);
  assertLeft(stdout);
});

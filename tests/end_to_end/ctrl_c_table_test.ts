// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { type Kind, KINDS } from "./ctrl_c_table.ts";
import { assertInTime, inParallel } from "./phases_parallel.ts";
import { processesOf } from "./phases_processes.ts";
import { leadTo, type Program } from "./program.ts";
import { shell, TerminalRun, terminalTest, untilPrompted } from "./signals_terminal.ts";

const CTRL_C = "\x03";
const GOES_ON = /The command is still running. Press Ctrl-C again within 5 s to end it\./;
/** Seconds that may pass beside what the command takes. */
const LIMIT = 3;
/** Runs at a time. Most of them wait for something. */
const AT_A_TIME = 6;

/** When Ctrl-C is pressed, and what comes of it. */
interface Phase {
  name: string;
  powerDelay: number;
  check: (row: Row) => Promise<void>;
}

/** One run of spalloc on a terminal. */
interface Row {
  kind: Kind;
  run: TerminalRun;
  server: Simulator;
  /** Runs the command in bash, presses Ctrl-C, and gives the code that bash tells. */
  codeInBash: () => Promise<number>;
}

const PHASES: readonly Phase[] = [
  { name: "before the command runs", powerDelay: 60, check: beforeIt },
  { name: "while it runs", powerDelay: 0, check: whileItRuns },
  { name: "again, once it is said that it goes on", powerDelay: 0, check: again },
];

terminalTest("Ctrl-C is the command's, and ends it the second time", async (program, t) => {
  const cells = KINDS.flatMap((kind) => PHASES.map((phase) => ({ kind, phase })));
  const outcomes = await inParallel(cells, (cell) => checkCell(program, cell), {
    atATime: AT_A_TIME,
  });
  for (const [index, { kind, phase }] of cells.entries()) {
    await t.step(`a command that ${kind.name}, ${phase.name}`, () => outcomes[index]?.());
  }
});

async function beforeIt({ run, server }: Row): Promise<void> {
  await run.hears("stdout", /Waiting for power on/);
  await run.typeKeys(CTRL_C);
  const { code, stdout } = await run.ended;
  assertEquals([code, server.jobs, /started|inner:|>>>/.test(stdout)], [130, [], false]);
}

async function whileItRuns({ kind, run, server, codeInBash }: Row): Promise<void> {
  const bash = codeInBash();
  const from = await pressed(run, kind);
  await endAtPrompt(run, kind, 1);
  const { code, stdout } = await run.ended;
  const seconds = (performance.now() - from) / 1000;
  assertEquals([code, server.jobs], [kind.code, []], JSON.stringify(stdout));
  assertEquals(await bash, code, "bash tells another code");
  assertInTime(seconds, kind.takes + LIMIT);
  assert(seconds >= kind.takes, `it ended after ${seconds} s`);
  // What was ended by its user at once has not gone on for a second.
  if (!kind.prompt) assertEquals(GOES_ON.test(stdout), kind.goesOn, stdout);
}

async function again({ kind, run, server }: Row): Promise<void> {
  await pressed(run, kind);
  if (kind.goesOn) await run.hears("stdout", GOES_ON);
  else if (kind.prompt) await untilPrompted(run, kind.prompt.shown, 1);
  const from = performance.now();
  await run.typeKeys(CTRL_C);
  if (!kind.goesOn) await endAtPrompt(run, kind, 2);
  const { code, stdout } = await run.ended;
  assertEquals([code, server.jobs], [kind.codeAfterTwo, []], JSON.stringify(stdout));
  assertInTime((performance.now() - from) / 1000, LIMIT);
}

/** Ends what asks for more after so many Ctrl-C. */
async function endAtPrompt(run: TerminalRun, { prompt }: Kind, presses: number): Promise<void> {
  if (!prompt) return;
  await untilPrompted(run, prompt.shown, presses);
  await run.typeKeys(prompt.exit);
}

/** Presses Ctrl-C once the command works, and tells when. */
async function pressed(run: TerminalRun, { begin, works }: Kind): Promise<number> {
  await begin?.(run);
  await run.hears("stdout", works);
  await run.typeKeys(CTRL_C);
  return performance.now();
}

async function checkCell(
  program: Program,
  { kind, phase }: { kind: Kind; phase: Phase },
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const script = join(folder, "script");
    await Deno.writeTextFile(script, kind.script);
    await using server = await startServer({
      machines: ["demo:2x2"],
      powerDelay: phase.powerDelay,
    });
    const env = { ...leadTo(server), SPALLOC_TEST_FOLDER: folder };
    const args = ["1", "--no-color", "--", "/bin/sh", script];
    await using run = new TerminalRun(program, args, { env, cwd: folder });
    const codeInBash = (): Promise<number> => inBash(program, server, { kind, script });
    await phase.check({ kind, run, server, codeInBash });
    assertEquals(await processesOf(folder), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The code that bash tells of a command after one Ctrl-C. */
async function inBash(
  program: Program,
  server: Simulator,
  { kind, script }: { kind: Kind; script: string },
): Promise<number> {
  await using bash = await shell(program, server);
  await bash.hears("stdout", /shell: $/);
  await bash.typeKeys(`/bin/sh ${script}\r`);
  await pressed(bash, kind);
  await endAtPrompt(bash, kind, 1);
  await untilPrompted(bash, "shell: ", 1);
  await bash.typeKeys("echo code=$?\r");
  const [, code] = /=(\d+)/.exec(await bash.hears("stdout", /code=\d+/)) ?? [];
  await bash.typeKeys("exit\r");
  await bash.ended;
  return Number(code);
}

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { type Phase, phases } from "./phases.ts";
import { assertInTime, inParallel } from "./phases_parallel.ts";
import { processesOf } from "./phases_processes.ts";
import { SlowServer } from "./phases_server.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";
import { noTerminals, python, TerminalRun } from "./signals_terminal.ts";

/** A way to end a run. */
interface Way {
  name: string;
  code: number;
  onTerminal?: boolean;
  /** Whether nobody is left to be told. */
  isSilent?: boolean;
  end: (run: Run) => Promise<void> | void;
}

/** Seconds that the program has to leave, beside what it waits for on purpose. */
const LIMIT = 2.5;
/** Seconds for processes on a terminal to end by themselves after Ctrl-C. */
const CTRL_C_SECONDS = 2;
/** Folder of what is remembered of logins, so that no password is refused twice. */
const STATE = ".local";
/** Runs at a time. Most of them wait for something. */
const AT_A_TIME = 6;

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
const TARGETS = {
  "the process": (run: Run, signal: Deno.Signal): void => run.kill(signal),
  "its group": (run: Run, signal: Deno.Signal): void => run.killGroup(signal),
};

const signals: Way[] = Object.entries(TARGETS).flatMap(([target, send]) => [
  ...Object.entries(CODES).map(([signal, code]): Way => ({
    name: `${signal} to ${target}`,
    code,
    end: (run) => send(run, signal as Deno.Signal),
  })),
  {
    name: `SIGINT twice to ${target}`,
    code: 130,
    async end(run): Promise<void> {
      send(run, "SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 100));
      try {
        send(run, "SIGINT");
      } catch {
        // It has left already.
      }
    },
  },
]);

const terminalEvents = [
  { name: "Ctrl-C on its terminal", code: 130, end: (run: Run) => pressUntilEnded(run, "\x03") },
  { name: "Ctrl-\\ on its terminal", code: 131, end: (run: Run) => pressUntilEnded(run, "\x1c") },
  {
    name: "the end of its terminal",
    code: 129,
    isSilent: true,
    end: (run: Run) => run instanceof TerminalRun ? run.hangUp() : undefined,
  },
].map((way): Way => ({ ...way, onTerminal: true }));

/** Presses a key, and once more when a command goes on after the first time. */
async function pressUntilEnded(run: Run, key: string): Promise<void> {
  await run.typeKeys(key);
  const goesOn = run.hears("stdout", /is still running/).then(() => run.typeKeys(key), () => {});
  await Promise.race([goesOn, run.ended]);
}

const ways = python === null ? signals : [...signals, ...terminalEvents];

programTest(`the boards are freed whatever ends it, whenever${noTerminals}`, async (program, t) => {
  const cells = ways.flatMap((way) => phases.map((phase) => ({ phase, way })));
  const took: number[] = [];
  const outcomes = await inParallel(cells, async ({ phase, way }) => {
    took.push(await endedIn(program, phase, way));
  }, { atATime: AT_A_TIME });
  for (const [index, { phase, way }] of cells.entries()) {
    await t.step(`${way.name} while ${phase.name}`, () => outcomes[index]?.());
  }
  const events = ways.length - signals.length;
  console.log(
    `${phases.length} phases x (${Object.keys(CODES).length + 1} signals x ` +
      `${Object.keys(TARGETS).length} targets + ${events} events on a terminal) = ` +
      `${cells.length} runs; the slowest left after ${Math.max(...took).toFixed(2)} s`,
  );
});

/** Ends a run at some moment, checks what is left of it, and tells after how long it left. */
async function endedIn(program: Program, phase: Phase, way: Way): Promise<number> {
  const { slow, destroys, left = [], patience = 0, says } = phase;
  const folder = await Deno.makeTempDir();
  try {
    await using server = await SlowServer.start(
      { machines: ["demo:2x2"], powerDelay: 0, ...phase.server },
      slow,
    );
    await phase.prepare?.(server);
    const Kind = way.onTerminal ? TerminalRun : Run;
    await using run = new Kind(program, ["--keepalive", "20", ...phase.args], {
      env: { ...leadTo(server), TMPDIR: folder, SPALLOC_TEST_FOLDER: folder },
      cwd: folder,
      leadsGroup: true,
    });
    await phase.until(run, server);
    const from = performance.now();
    await way.end(run);
    const { code, stdout, stderr } = await run.ended;
    const seconds = (performance.now() - from) / 1000;
    assertEquals(
      {
        code,
        destroys: server.heard.filter((command) => command === "destroy_job").length,
        jobs: server.simulator.jobs.map(({ id }) => id),
        processes: await processesOf(folder),
        files: [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
          name !== STATE
        ),
      },
      { code: way.code, destroys, jobs: left, processes: [], files: [] },
      JSON.stringify({ stdout, stderr }),
    );
    if (says && !way.isSilent) assertMatch(stdout + stderr, says);
    assertInTime(seconds, LIMIT + patience + (way.onTerminal ? CTRL_C_SECONDS : 0));
    return seconds;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

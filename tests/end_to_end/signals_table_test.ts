// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { Simulator, SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { inParallel } from "./phases_parallel.ts";
import { processesOf } from "./phases_processes.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";
import { type Effect, LINUX_SIGNALS } from "./signals_table.ts";

/** A moment at which a signal comes. */
interface Moment {
  name: string;
  args: readonly string[];
  /** Output that shows that it is ready. */
  shows: RegExp;
  hasCommand?: boolean;
  /** Whether somebody else has all boards. */
  isFull?: boolean;
  server?: SimulatorOptions;
}

const MOMENTS: readonly Moment[] = [
  { name: "queued", args: ["1"], shows: /Waiting in queue/, isFull: true },
  { name: "powering", args: ["1"], shows: /Waiting for power/, server: { powerDelay: 60 } },
  {
    name: "a command by -c runs",
    args: ["-c", "echo started; sleep 60; exit $?"],
    shows: /started/,
    hasCommand: true,
  },
  {
    name: "a command by -- runs",
    args: ["--", "sh", "-c", "echo started; exec sleep 60"],
    shows: /started/,
    hasCommand: true,
  },
  { name: "at the prompt", args: ["1"], shows: /<Press enter/ },
];

/** Runs at a time. Most of them wait for something. */
const AT_A_TIME = 6;
const TERM = 15;
const CONT = 18;

if (Deno.build.os === "linux") {
  programTest(
    "no signal leaves a job or a process behind, whenever it comes",
    async (program, t) => {
      const rows = Object.entries(LINUX_SIGNALS).flatMap(([number, [name, effect]]) =>
        MOMENTS.map((moment) => ({ number: Number(number), name, effect, moment }))
      );
      const outcomes = await inParallel(
        rows,
        ({ number, effect, moment }) => checkRow(program, { number, effect, moment }),
        { atATime: AT_A_TIME },
      );
      for (const [index, { name, effect, moment }] of rows.entries()) {
        await t.step(`SIG${name} while ${moment.name}: ${effect}`, () => outcomes[index]?.());
      }
    },
  );
}

/** Sends a signal at some moment, ends what goes on after it, and checks what is left. */
async function checkRow(
  program: Program,
  { number, effect, moment }: { number: number; effect: Effect; moment: Moment },
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const destroyed: unknown[] = [];
  try {
    await using server = await startServer({
      machines: ["demo:2x2"],
      powerDelay: 0,
      ...moment.server,
      onCommand: ({ name, args }) => name === "destroy_job" && destroyed.push(args[0]),
    });
    const ours = moment.isFull ? 2 : 1;
    if (moment.isFull) await takeAllBoards(server);
    await using run = new Run(program, moment.args, {
      env: { ...leadTo(server), TMPDIR: folder, SPALLOC_TEST_FOLDER: folder },
      cwd: folder,
      leadsGroup: true,
    });
    await run.hears("both", moment.shows);
    const { pid } = run.child;
    const goesOn = effect === "goes on" || effect === "stops";
    // What it does not end of, it does not end of later either: TERM tells by its own code.
    await send(pid, goesOn ? [number, TERM, CONT] : [number]);
    const { code, stdout, stderr } = await run.ended;
    assertEquals(
      {
        code,
        destroyed,
        jobs: server.jobs.map(({ id }) => id).filter((id) => id === ours),
        processes: await processesOf(folder),
      },
      {
        code: 128 + (goesOn ? TERM : number),
        destroyed: [ours],
        jobs: [],
        processes: [],
      },
      JSON.stringify({ stdout, stderr }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends signals by their numbers: Deno has no names for real-time ones. */
async function send(pid: number, signals: readonly number[]): Promise<void> {
  const line = signals.map((number) => `kill -${number} ${pid}`).join("; ");
  await new Deno.Command("/bin/sh", { args: ["-c", line] }).output();
}

async function takeAllBoards({ hostname, port }: Simulator): Promise<void> {
  const client = await ProtocolClient.connect(hostname, { port, timeout: 5 });
  await client.createJob({ what: [2, 2], owner: "holder@example.org", keepalive: null });
  await client.close();
}

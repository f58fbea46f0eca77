import { surroundings } from "./contest.ts";
import { FloodServer } from "./flood_server.ts";
import { CannotMeasure, median, type Row, type Section, targets } from "./row.ts";
import { type Usage, usageOf } from "./usage.ts";
import type { Way } from "./ways.ts";

const JOBS = 100;
/** Changes per second. */
const RATE = 1000;
/** Maximum share of a core, in percent. */
const MOST_BUSY = 5;
/** Maximum growth of the memory between start and end, in percent. */
const MOST_GROWTH = 5;
/** Starting is measured elsewhere; V8 also needs a while to find how much memory it wants. */
const START_SHARE = 1 / 2;

/** Destination of the watch: a pipe, or a terminal that `script` creates. */
type Onto = "a pipe" | "a terminal";

/** Measures `ps --watch` on a server that changes all the time, for some seconds. */
export async function watch(
  way: Way,
  { seconds, folder }: { seconds: number; folder: string },
): Promise<Section> {
  const rows: Row[] = [];
  for (const onto of ["a pipe", "a terminal"] as const) {
    try {
      rows.push(...await watchOnto(onto, way, { seconds, folder }));
    } catch (error) {
      if (!(error instanceof CannotMeasure)) throw error;
      rows.push({ what: `onto ${onto}`, reason: error.message });
    }
  }
  const title = `\`ps --watch\` of ${JOBS} jobs that change ${RATE} times a second, ${way.name}, ` +
    `for ${seconds} s`;
  return { title, rows };
}

async function watchOnto(
  onto: Onto,
  way: Way,
  { seconds, folder }: { seconds: number; folder: string },
): Promise<Row[]> {
  await using server = new FloodServer({ jobs: JOBS, rate: RATE });
  await using program = await start(onto, way, { server, folder });
  await wait(1000 * seconds * START_SHARE);
  const first = await usageOf(program.pid);
  const [began, told, answered] = [performance.now(), server.told, server.answered];
  const looks: Usage[] = [];
  while (performance.now() - began < 1000 * seconds * (1 - START_SHARE)) {
    await wait(Math.min(1000, 1000 * seconds / 20));
    looks.push(await usageOf(program.pid));
  }
  const elapsed = (performance.now() - began) / 1000;
  const busy = 100 * (looks.at(-1)!.seconds - first.seconds) / elapsed;
  const third = Math.ceil(looks.length / 3);
  const inTheBeginning = middleMemory(looks.slice(0, third));
  const atTheEnd = middleMemory(looks.slice(-third));
  const growth = 100 * (atTheEnd / inTheBeginning - 1);
  const heard = (server.told - told) / elapsed;
  const pictures = (server.answered - answered) / elapsed;
  return [
    {
      what: `onto ${onto}: share of a core`,
      unit: "%",
      ours: busy,
      targets: [targets.atMost(busy, MOST_BUSY, `at most ${MOST_BUSY} %`)],
    },
    { what: `onto ${onto}: looks a second`, unit: "", ours: pictures },
    { what: `onto ${onto}: changes heard of a second`, unit: "", ours: heard },
    { what: `onto ${onto}: memory at the end`, unit: "MB", ours: atTheEnd / 1e6 },
    {
      what: `onto ${onto}: growth of the memory`,
      unit: "%",
      ours: growth,
      targets: [targets.atMost(growth, MOST_GROWTH, `at most ${MOST_GROWTH} %`)],
    },
  ];
}

function middleMemory(looks: readonly Usage[]): number {
  return median(looks.map(({ memory }) => memory));
}

interface Watching extends AsyncDisposable {
  readonly pid: number;
}

async function start(
  onto: Onto,
  way: Way,
  { server, folder }: { server: FloodServer; folder: string },
): Promise<Watching> {
  const spalloc = way.spalloc("ps", "--watch");
  const pidFile = `${folder}/watch.pid`;
  const line = [spalloc.command, ...spalloc.args].map(quote).join(" ");
  const [command, args] = onto === "a pipe"
    ? [spalloc.command, [...spalloc.args]]
    // As util-linux has it; the shell becomes the program, whose id it has written down.
    : ["script", [
      "-qfc",
      `stty rows 50 cols 120; echo $$ > ${quote(pidFile)}; exec ${line}`,
      "/dev/null",
    ]];
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args,
      cwd: folder,
      clearEnv: true,
      env: {
        ...surroundings(folder),
        TERM: "xterm-256color",
        SHELL: "/bin/sh",
        SPALLOC_HOSTNAME: server.hostname,
        SPALLOC_PORT: String(server.port),
      },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new CannotMeasure(`there is no ${command}`);
    throw error;
  }
  const drained = child.stdout.pipeTo(new WritableStream());
  const pid = onto === "a pipe" ? child.pid : await pidIn(pidFile);
  return {
    pid,
    async [Symbol.asyncDispose](): Promise<void> {
      try {
        Deno.kill(pid, "SIGTERM");
      } catch {
        // It has ended by itself.
      }
      await Promise.all([child.status, drained]);
      await Deno.remove(pidFile).catch(() => {});
    },
  };
}

async function pidIn(file: string): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    await wait(100);
    const pid = Number(await Deno.readTextFile(file).catch(() => ""));
    if (pid > 0) return pid;
  }
  throw new CannotMeasure("script (of util-linux) does not run a program on a terminal here");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

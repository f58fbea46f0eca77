/**
 * Measures all that is said to be fast, beside an empty program and the Python
 * client on the same Python server, and writes the figures to `docs/speed.md`.
 *
 * `--only whole,calls,map,watch` measures some of it, `--runs N` times each
 * whole run so often, `--watch-seconds N` watches for so long, and `--jobs N`
 * are many; with any of these the figures are only shown. What can't be measured here says why.
 */
import { parseArgs } from "node:util";
import { map } from "./bench/map.ts";
import { CannotMeasure, type Section } from "./bench/row.ts";
import { serverWithJobs } from "./bench/servers.ts";
import { markdown } from "./bench/table.ts";
import { throughput } from "./bench/throughput.ts";
import { watch } from "./bench/watch.ts";
import { bundleWay, executableWay, type Way } from "./bench/ways.ts";
import { wholeProcess } from "./bench/whole_process.ts";
import type { Servers } from "./bench/entries.ts";
import { referenceStatus } from "./reference/recipe.ts";

const SPEED = new URL("../docs/speed.md", import.meta.url);
const PARTS = ["whole", "calls", "map", "watch"];
const RUNS = 15;
const WATCH_SECONDS = 60;
const FEW_JOBS = 10;
const MANY_JOBS = 10_000;
/** Seconds for boards to power on where that is part of the measurement. */
const POWER_DELAY = 0.2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      only: { type: "string" },
      runs: { type: "string" },
      "watch-seconds": { type: "string" },
      jobs: { type: "string" },
    },
  });
  const parts = values.only?.split(",") ?? PARTS;
  const runs = Number(values.runs ?? RUNS);
  const seconds = Number(values["watch-seconds"] ?? WATCH_SECONDS);
  const jobs = Number(values.jobs ?? MANY_JOBS);
  if (!parts.every((part) => PARTS.includes(part)) || !(runs >= 1 && seconds > 0 && jobs > 0)) {
    throw new CannotMeasure(`--only takes some of ${PARTS.join(",")}, the others numbers above 0`);
  }
  const folder = await Deno.makeTempDir({ prefix: "spalloc_bench_" });
  try {
    const sections: Section[] = [];
    for await (const section of measure(parts, { runs, seconds, jobs, folder })) {
      console.log(`${markdown([section])}\n`);
      sections.push(section);
    }
    if (Object.keys(values).length === 0) await write(markdown(sections));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function* measure(
  parts: readonly string[],
  { runs, seconds, jobs, folder }: {
    runs: number;
    seconds: number;
    jobs: number;
    folder: string;
  },
): AsyncGenerator<Section> {
  const ways: Way[] = [await bundleWay(folder)];
  try {
    ways.push(await executableWay(folder));
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    yield { title: "The executable", rows: [{ what: "all of it", reason: error.message }] };
  }
  if (parts.includes("map")) yield map();
  if (parts.includes("whole") || parts.includes("calls")) {
    await using stack = new AsyncDisposableStack();
    const servers = await startServers(stack, jobs);
    if (parts.includes("whole")) {
      for (const way of ways) yield await wholeProcess(way, { servers, runs, folder });
    }
    if (parts.includes("calls")) {
      if ("few" in servers) yield await throughput(servers, folder);
      else {
        const rows = [{ what: "all calls", reason: servers.reason }];
        yield { title: "Calls of the library", rows };
      }
    }
  }
  if (parts.includes("watch")) {
    for (const way of ways) {
      say(`watching, ${way.name}, which takes ${2 * seconds} s`);
      yield await watch(way, { seconds, folder });
    }
  }
}

async function startServers(
  stack: AsyncDisposableStack,
  jobs: number,
): Promise<Servers | { reason: string }> {
  const status = await referenceStatus();
  if (!status.available) return { reason: `no Python server and client: ${status.reason}` };
  say(`filling a Python server with ${jobs} jobs, which takes it half a minute for 10,000`);
  const few = stack.use(await serverWithJobs(FEW_JOBS));
  const slow = stack.use(await serverWithJobs(0, { powerDelay: POWER_DELAY }));
  const many = stack.use(await serverWithJobs(jobs));
  return { few, slow, many, jobs, powerDelay: POWER_DELAY };
}

async function write(text: string): Promise<void> {
  const { deno, v8 } = Deno.version;
  const cores = navigator.hardwareConcurrency;
  const page = `# Speed

\`deno task bench\` measures these medians and writes this page. It runs spalloc, an empty program and
the Python client in turns, in one session and on one Python server. The figures depend on the
machine; compare them with each other.

Deno ${deno}, V8 ${v8}, ${Deno.build.os} on ${Deno.build.arch} with ${cores} cores.

${text}
`;
  await Deno.writeTextFile(SPEED, page);
  say("written to docs/speed.md");
}

function say(line: string): void {
  console.error(`bench: ${line}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CannotMeasure)) throw error;
  console.error(`bench: ${error.message}`);
  Deno.exitCode = 2;
}

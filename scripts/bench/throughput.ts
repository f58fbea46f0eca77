import { fromFileUrl } from "@std/path";
import { jobTable } from "../../commands/views/job_list.ts";
import { ProtocolClient } from "../../lib/mod.ts";
import { RUNTIME_ZONE } from "../../lib/time_zone/zone.ts";
import { python } from "../reference/recipe.ts";
import type { ReferenceServer } from "../reference/reference_server.ts";
import { runToEnd } from "./contest.ts";
import type { Servers } from "./entries.ts";
import { median, type Section, targets } from "./row.ts";

const CALLS = 10_000;
const IN_FLIGHT = 64;
const ROUNDS = 5;
/** The Python client takes seconds for each list. */
const LISTS = 3;
const PYTHON_CALLS = fromFileUrl(new URL("python_calls.py", import.meta.url));

/** Times the library's calls beside those of the Python client's library, in turns. */
export async function throughput(
  { few, many, jobs }: Servers,
  folder: string,
): Promise<Section> {
  const ours: number[] = [];
  const inFlight: number[] = [];
  const pythons: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await oneAfterTheOther(few));
    pythons.push((await pythonCalls(few, folder, { calls: CALLS, lists: 0 })).rate);
    inFlight.push(await pipelined(few));
  }
  const lists: number[] = [];
  const shown: number[] = [];
  const pythonLists: number[] = [];
  await using client = await ProtocolClient.connect(many.hostname, { port: many.port });
  for (let round = 0; round < LISTS; round++) {
    const times = await listed(client);
    lists.push(times.list);
    shown.push(times.shown);
    pythonLists.push((await pythonCalls(many, folder, { calls: 1, lists: 1 })).list!);
  }
  const [sequential, pipelinedRate, python] = [median(ours), median(inFlight), median(pythons)];
  const [list, pythonList] = [median(lists), median(pythonLists)];
  return {
    title: "Calls of the library",
    rows: [
      {
        what: "one after the other",
        unit: "calls/s",
        ours: sequential,
        python,
        targets: [targets.asOften(sequential, python, 1)],
      },
      {
        what: `pipelined, ${IN_FLIGHT} at a time`,
        unit: "calls/s",
        ours: pipelinedRate,
        python,
        targets: [targets.asOften(pipelinedRate, python, 4)],
      },
      {
        what: `${jobs.toLocaleString("en")} jobs, parsed and validated`,
        unit: "ms",
        ours: list,
        python: pythonList,
        targets: [targets.ofPython(list, pythonList, 1)],
      },
      {
        what: `${jobs.toLocaleString("en")} jobs, laid out as a table`,
        unit: "ms",
        ours: median(shown),
      },
    ],
  };
}

async function oneAfterTheOther({ hostname, port }: ReferenceServer): Promise<number> {
  await using client = await ProtocolClient.connect(hostname, { port });
  await client.version();
  const began = performance.now();
  for (let call = 0; call < CALLS; call++) await client.version();
  return CALLS / (performance.now() - began) * 1000;
}

async function pipelined({ hostname, port }: ReferenceServer): Promise<number> {
  await using client = await ProtocolClient.connect(hostname, { port, maxInFlight: IN_FLIGHT });
  await client.version();
  const began = performance.now();
  // All are called at once; the connection lets so many of them out at a time.
  await Promise.all(Array.from({ length: CALLS }, () => client.version()));
  return CALLS / (performance.now() - began) * 1000;
}

async function listed(client: ProtocolClient): Promise<{ list: number; shown: number }> {
  const began = performance.now();
  const jobs = await client.listJobs();
  const read = performance.now();
  jobTable(jobs, { paint: (_style, text) => text, now: 0, zone: RUNTIME_ZONE });
  return { list: read - began, shown: performance.now() - read };
}

async function pythonCalls(
  { hostname, port }: ReferenceServer,
  folder: string,
  { calls, lists }: { calls: number; lists: number },
): Promise<{ rate: number; list: number | null }> {
  const { stdout } = await runToEnd({
    command: decodeURIComponent(python("client").pathname),
    args: [PYTHON_CALLS, hostname, String(port), String(calls), String(lists)],
  }, folder);
  return JSON.parse(stdout);
}

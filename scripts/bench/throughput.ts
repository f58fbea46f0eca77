import { fromFileUrl } from "@std/path";
import { jobTable } from "../../commands/ps/job_table.ts";
import { ProtocolClient } from "../../lib/mod.ts";
import { python } from "../reference/recipe.ts";
import type { ReferenceServer } from "../reference/reference_server.ts";
import { runToEnd } from "./contest.ts";
import { median, type Section, targets } from "./row.ts";

const CALLS = 10_000;
const IN_FLIGHT = 64;
const ROUNDS = 5;
const LISTS = 3;
const PYTHON_CALLS = fromFileUrl(new URL("python_calls.py", import.meta.url));

/** Times the library's calls beside those of the Python client's library, in turns. */
export async function throughput(
  { few, many }: { few: ReferenceServer; many: ReferenceServer },
  folder: string,
): Promise<Section> {
  const rates: { ours: number[]; pipelined: number[]; python: number[] } = {
    ours: [],
    pipelined: [],
    python: [],
  };
  const lists: { ours: number[]; shown: number[]; python: number[] } = {
    ours: [],
    shown: [],
    python: [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(await oneAfterTheOther(few));
    rates.python.push((await pythonCalls(few, folder, { calls: CALLS, lists: 0 })).rate);
    rates.pipelined.push(await pipelined(few));
    const { list, shown } = await listed(many);
    lists.ours.push(list);
    lists.shown.push(shown);
    const { list: pythons } = await pythonCalls(many, folder, { calls: 1, lists: LISTS });
    lists.python.push(pythons!);
  }
  const [ours, many_, rate] = [rates.ours, rates.pipelined, rates.python].map(median) as [
    number,
    number,
    number,
  ];
  const [list, shown, pythonList] = [lists.ours, lists.shown, lists.python].map(median) as [
    number,
    number,
    number,
  ];
  return {
    title: "Calls of the library",
    rows: [
      {
        what: "one after the other",
        unit: "calls/s",
        ours,
        python: rate,
        targets: [targets.asOften(ours, rate, 1)],
      },
      {
        what: `pipelined, ${IN_FLIGHT} at a time`,
        unit: "calls/s",
        ours: many_,
        python: rate,
        targets: [targets.asOften(many_, rate, 4)],
      },
      {
        what: "10,000 jobs, parsed and validated",
        unit: "ms",
        ours: list,
        python: pythonList,
        targets: [targets.ofPython(list, pythonList, 1)],
      },
      { what: "10,000 jobs, laid out as a table", unit: "ms", ours: shown },
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

async function listed(
  { hostname, port }: ReferenceServer,
): Promise<{ list: number; shown: number }> {
  await using client = await ProtocolClient.connect(hostname, { port });
  const lists: number[] = [];
  const shown: number[] = [];
  for (let run = 0; run < LISTS; run++) {
    const began = performance.now();
    const jobs = await client.listJobs();
    const read = performance.now();
    jobTable(jobs, (_style, text) => text);
    lists.push(read - began);
    shown.push(performance.now() - read);
  }
  return { list: median(lists), shown: median(shown) };
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

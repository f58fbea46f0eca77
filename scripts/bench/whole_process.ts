import { contest, type Contestant, type Results } from "./contest.ts";
import { entriesAlone, entriesOnServers, type Entry, type Servers } from "./entries.ts";
import { peakMemory } from "./peak_memory.ts";
import { CannotMeasure, type Row, type Section, targets } from "./row.ts";
import type { Way } from "./ways.ts";

/** Times whole runs of the program, beside an empty program and the Python client. */
export async function wholeProcess(
  way: Way,
  { servers, ...options }: {
    servers: Servers | { reason: string };
    runs: number;
    folder: string;
  },
): Promise<Section> {
  const hasServers = !("reason" in servers);
  const empty = "reason" in way.empty ? null : way.empty;
  const entries = [
    ...entriesAlone(way, hasServers),
    ...hasServers ? entriesOnServers(way, servers) : [],
  ];
  const contestants = entries.flatMap(({ ours, python }) => python ? [ours, python] : [ours]);
  const times = await contest([...empty ? [empty] : [], ...contestants], options);
  const rows: Row[] = entries.map((entry) => timeRow(entry, empty, times));
  for (const entry of entries) {
    if (entry.memory) rows.push(await memoryRow(entry, way, options.folder));
  }
  if ("reason" in way.empty) rows.push({ what: "an empty program", reason: way.empty.reason });
  if (!hasServers) rows.push({ what: "all that asks a server", reason: servers.reason });
  return { title: `Whole runs, ${way.name}`, rows };
}

function timeRow(entry: Entry, empty: Contestant | null, all: Results): Row {
  const { what, hasFloor, less = 0 } = entry;
  const time = (contestant: Contestant | null | undefined): number | undefined => {
    const ms = contestant ? all.get(contestant) : undefined;
    return typeof ms === "number" ? ms - less : undefined;
  };
  const ours = all.get(entry.ours);
  if (typeof ours !== "number") return { what, reason: ours?.reason ?? "it was not run" };
  const times = {
    ours: ours - less,
    empty: hasFloor ? time(empty) : undefined,
    python: time(entry.python),
  };
  const wanted = entry.targets(times).filter((target) => target !== undefined);
  return { what, unit: "ms", ...times, targets: wanted };
}

async function memoryRow(entry: Entry, way: Way, folder: string): Promise<Row> {
  const { empty, memoryFactor } = way;
  const what = `${entry.what.split(",")[0]}: peak memory`;
  try {
    const megabytes = async (contestant: Contestant | undefined) =>
      contestant ? await peakMemory(contestant, folder) / 1e6 : undefined;
    const [ours, floor, python] = [
      await peakMemory(entry.ours, folder) / 1e6,
      await megabytes("reason" in empty ? undefined : empty),
      await megabytes(entry.python),
    ];
    const isHeld = entry.memory === "held to the floor" && memoryFactor !== null;
    const wanted = isHeld && floor !== undefined
      ? [targets.timesEmpty(ours, floor, memoryFactor)]
      : [];
    return { what, unit: "MB", ours, empty: floor, python, targets: wanted };
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    return { what, reason: error.message };
  }
}

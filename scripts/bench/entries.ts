import { python } from "../reference/recipe.ts";
import type { ReferenceServer } from "../reference/reference_server.ts";
import type { Contestant } from "./contest.ts";
import { type Target, targets } from "./row.ts";
import type { Way } from "./ways.ts";

/** Servers of the measurements: with few and with many jobs, and one whose boards take long. */
export interface Servers {
  readonly few: ReferenceServer;
  readonly many: ReferenceServer;
  /** Number of jobs on the second one. */
  readonly jobs: number;
  readonly slow: ReferenceServer;
  /** Seconds for boards to power on, on the slow one. */
  readonly powerDelay: number;
}

/** Times of an entry, in ms; those that could not be measured are missing. */
interface Times {
  readonly ours: number;
  readonly empty: number | undefined;
  readonly python: number | undefined;
}

/** A whole run to time, and its targets. */
export interface Entry {
  readonly what: string;
  readonly ours: Contestant;
  readonly python?: Contestant;
  /** Whether an empty program is a fair floor for it. */
  readonly hasFloor: boolean;
  /** Ms that both programs spend on something else. */
  readonly less?: number;
  /** Whether the peak of its memory is measured, and has to be near the empty program's. */
  readonly memory?: "held to the floor" | "only told";
  targets(times: Times): (Target | undefined)[];
}

/** Maximum ms above an empty program, without and with a server. */
const NEAR_EMPTY_MS = { alone: 10, asking: 16 };
/** The Python client takes seconds for many jobs. */
const MANY_RUNS = 5;

/** Entries that need no server. */
export function entriesAlone({ spalloc }: Way, hasPython: boolean): Entry[] {
  const quick = (what: string, ours: Contestant, theirs?: Contestant): Entry => ({
    what,
    ours,
    ...theirs && hasPython && { python: theirs },
    hasFloor: true,
    targets: (times) => [nearEmpty(times, NEAR_EMPTY_MS.alone)],
  });
  return [
    quick("`--version`", spalloc("--version"), pythonClient("ps", "--version")),
    quick("`--help`", spalloc("--help"), pythonClient("ps", "--help")),
    quick("completion of an option", spalloc("complete", "--", "spalloc", "job", "--r")),
  ];
}

/** Entries that ask a server. */
export function entriesOnServers({ spalloc, pythonShare }: Way, servers: Servers): Entry[] {
  const { few, many, jobs, slow, powerDelay } = servers;
  const power = 1000 * powerDelay;
  return [
    {
      what: "`ps` of 10 jobs",
      ours: ourEnvironment(few, spalloc("ps")),
      python: pythonClient("ps", ...server(few)),
      hasFloor: true,
      memory: "held to the floor",
      targets: (times) => [
        nearEmpty(times, NEAR_EMPTY_MS.asking),
        ofPython(times, pythonShare.ps),
      ],
    },
    {
      what: `\`ps\` of ${jobs.toLocaleString("en")} jobs`,
      ours: { ...ourEnvironment(many, spalloc("ps")), mostRuns: MANY_RUNS },
      python: { ...pythonClient("ps", ...server(many)), mostRuns: MANY_RUNS },
      hasFloor: false,
      targets: (times) => [ofPython(times, 1)],
    },
    {
      what: `\`alloc 1 -c true\`, less the ${power} ms of the boards`,
      ours: ourEnvironment(slow, spalloc("1", "-c", "true")),
      python: pythonClient("alloc", ...server(slow), "--owner=me", "1", "--command", "true"),
      hasFloor: false,
      less: power,
      memory: "only told",
      targets: (times) => [ofPython(times, pythonShare.alloc)],
    },
  ];
}

function nearEmpty({ ours, empty }: Times, ms: number): Target | undefined {
  return empty === undefined ? undefined : targets.nearEmpty(ours, empty, ms);
}

function ofPython({ ours, python }: Times, share: number): Target | undefined {
  return python === undefined ? undefined : targets.ofPython(ours, python, share);
}

function pythonClient(module: string, ...args: string[]): Contestant {
  return {
    command: decodeURIComponent(python("client").pathname),
    args: ["-m", `spalloc_client.scripts.${module}`, ...args],
  };
}

function server({ hostname, port }: ReferenceServer): string[] {
  return [`--hostname=${hostname}`, `--port=${port}`];
}

function ourEnvironment({ hostname, port }: ReferenceServer, contestant: Contestant): Contestant {
  const env = {
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    SPALLOC_OWNER: "me",
  };
  return { ...contestant, env };
}

import { drawMachine, type MappedMachine } from "../../commands/views/machine_map.ts";
import type { JobSummary } from "../../lib/mod.ts";
import { type Measured, median, type Section, targets } from "./row.ts";

const BOARDS = [1_000, 10_000, 100_000];
/** Minimum runs of each size, and minimum time. */
const RUNS = 7;
const LEAST_MS = 500;
/** V8 compiles what runs often; before that, small maps would look slow beside large ones. */
const WARM_UP_MS = 2000;
/** Maximum exponent of the time against the boards: 1 is linear. */
const MOST_EXPONENT = 1.15;
const BOARDS_OF_A_JOB = 12;

/** Times the map of machines of several sizes, half of them in use. */
export function map(): Section {
  timesOfMap(BOARDS[1]!, WARM_UP_MS);
  const all = BOARDS.map((boards) => ({ boards, times: timesOfMap(boards, LEAST_MS) }));
  const rows = all.map(({ boards, times }): Measured => ({
    what: `${boards.toLocaleString("en")} boards`,
    unit: "ms",
    ours: median(times),
  }));
  const [first, last] = [all[0]!, all.at(-1)!];
  // Of the fastest runs: what else the machine does only adds to the others, and not evenly.
  const factor = Math.min(...last.times) / Math.min(...first.times);
  const exponent = Math.log(factor) / Math.log(last.boards / first.boards);
  const target = targets.atMost(exponent, MOST_EXPONENT, `at most ${MOST_EXPONENT}; 1 is linear`);
  return {
    title: "The map of a machine",
    rows: [...rows, {
      what: "growth, exponent of boards",
      unit: "",
      ours: exponent,
      targets: [target],
    }],
  };
}

function timesOfMap(boards: number, leastMs: number): number[] {
  const side = Math.round(Math.sqrt(boards / 3));
  const usage: MappedMachine = {
    machine: {
      name: "bench",
      tags: [],
      width: side,
      height: side,
      deadBoards: [],
      deadLinks: [],
    },
    jobs: jobsOn(side),
  };
  const times: number[] = [];
  const first = performance.now();
  while (times.length < RUNS || performance.now() - first < leastMs) {
    const began = performance.now();
    drawMachine(usage, { paint: (_style, text) => text, columns: null, rows: null });
    times.push(performance.now() - began);
  }
  return times;
}

/** Creates jobs of two by two triads in every other place. */
function jobsOn(side: number): JobSummary[] {
  const jobs: JobSummary[] = [];
  for (let x = 0; x + 1 < side; x += 2) {
    for (let y = (x / 2) % 2 * 2; y + 1 < side; y += 4) {
      const boards = Array.from(
        { length: BOARDS_OF_A_JOB },
        (_, at): [number, number, number] => [x + at % 2, y + (at >> 1) % 2, at >> 2],
      );
      jobs.push({
        jobId: jobs.length + 1,
        owner: "me@example.org",
        startTime: 0,
        keepalive: 60,
        state: 3,
        power: true,
        args: [12],
        kwargs: {},
        machineName: "bench",
        boards,
        keepaliveHost: null,
        isHidden: false,
      });
    }
  }
  return jobs;
}

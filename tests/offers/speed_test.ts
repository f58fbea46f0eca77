// Permissions: none.
import { assertLess } from "@std/assert";
import { offersFor } from "../../lib/offers/offers.ts";
import type { BoardCoordinate, LinkCoordinate } from "../../lib/machine/mod.ts";
import type { JobSummary, MachineSummary } from "../../lib/protocol/messages.ts";
import { createJobArguments, type JobConditions } from "../../lib/protocol/request.ts";
import { Random } from "../../scripts/random.ts";
import { processorSeconds } from "../lib_test_kit/processor_time.ts";

/** Maximum milliseconds of a look, on a processor of its own: a busy computer takes longer. */
const MOST_MS = 50;
/** Looks, of which the fastest counts: the first ones are compiled, and caches are cold. */
const TRIES = 5;

const SIZE = { width: 20, height: 20 };
const CONDITIONS: JobConditions[] = [
  {},
  { maxDeadBoards: 3 },
  { maxDeadBoards: null, maxDeadLinks: 0, minRatio: 0 },
  { maxDeadBoards: 3, maxDeadLinks: 2, minRatio: 0 },
];

Deno.test(`a look at a machine of 1,200 boards takes less than ${MOST_MS} ms`, {
  permissions: "none",
}, () => {
  for (const faults of [0, 0.01, 0.05]) {
    const random = new Random(7);
    const machine = someMachine(random, faults);
    const jobs = [waiting(), ...scattered(random)];
    for (const conditions of CONDITIONS) {
      for (const what of [[24], [100], [300], [4, 8], [17, 3]]) {
        const request = createJobArguments({ owner: "me", what, ...conditions });
        const listed = { machines: [machine], jobs, kind: "python" } as const;
        const times = Array.from({ length: TRIES }, () => {
          const before = processorSeconds();
          [...offersFor(request, listed, { jobId: 1 })];
          return (processorSeconds() - before) * 1000;
        });
        assertLess(Math.min(...times), MOST_MS, `${what} ${JSON.stringify(conditions)} ${faults}`);
      }
    }
  }
});

function someMachine(random: Random, faults: number): MachineSummary {
  const board = (): BoardCoordinate => [random.below(20), random.below(20), random.below(3)];
  const some = (count: number) => Array.from({ length: Math.round(count) });
  return {
    name: "m",
    tags: ["default"],
    ...SIZE,
    deadBoards: some(1200 * faults).map(board),
    deadLinks: some(7200 * faults).map((): LinkCoordinate => [...board(), random.below(6)]),
  };
}

function waiting(): JobSummary {
  return {
    ...{ jobId: 1, owner: "me", isHidden: false, startTime: 0, keepalive: 60, state: 1 },
    ...{ power: null, args: [1200], kwargs: {}, machineName: null, boards: null },
    keepaliveHost: null,
  };
}

/** Jobs of one triad each, here and there, so that many rectangles have to be tried. */
function scattered(random: Random): JobSummary[] {
  return Array.from({ length: 12 }, (_, at): JobSummary => {
    const [x, y] = [random.below(20), random.below(20)];
    const boards = [0, 1, 2].map((z): BoardCoordinate => [x, y, z]);
    const taken = { state: 3, power: true, args: [1, 1], machineName: "m", boards };
    return { ...waiting(), jobId: at + 2, ...taken };
  });
}

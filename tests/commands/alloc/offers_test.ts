import { assertEquals } from "@std/assert";
import { Offers } from "../../../commands/alloc/offers.ts";
import type { BoardCoordinate } from "../../../lib/machine/mod.ts";
import type { Offer } from "../../../lib/offers/offers.ts";
import type { JobSummary, MachineSummary } from "../../../lib/protocol/messages.ts";
import { createJobArguments, type LineRequest } from "../../../lib/protocol/request.ts";

const NONE = { permissions: "none" } as const;

/** A user who waits as job 9 for boards of machine m, of 4x4 triads. */
class Waiting {
  #now = 0;
  readonly #offers: Offers;
  readonly #kind: "python" | "java";

  constructor(request: Partial<LineRequest>, kind: "python" | "java" = "python") {
    this.#kind = kind;
    this.#offers = new Offers({
      request: createJobArguments({ owner: "me", ...request }),
      tags: ["default"],
      lineFor: ({ args, machine }: Offer) =>
        `spalloc ${args.join(" ")}${machine === null ? "" : ` -m ${machine}`}`,
      clock: { now: () => this.#now, after: () => () => {} },
    });
  }

  /** Looks some seconds later, when columns or rows are taken. */
  sees(seconds: number, jobs: JobSummary[], machines = [machine("m")]): string | null {
    this.#now += seconds;
    const offer = this.#offers.look(9, { machines, jobs: [...jobs, job(9, {})] }, this.#kind);
    return offer?.join(": ") ?? null;
  }
}

function machine(name: string, tags = ["default"]): MachineSummary {
  return { name, tags, width: 4, height: 4, deadBoards: [], deadLinks: [] };
}

function job(jobId: number, job: Partial<JobSummary>): JobSummary {
  return {
    ...{ jobId, owner: "you", isHidden: false, startTime: 0, keepalive: 60 },
    ...{ state: job.boards ? 3 : 1, power: null, args: [4, 4], kwargs: {}, keepaliveHost: null },
    ...{ machineName: null, boards: null },
    ...job,
  };
}

/** A job that has the triads from column x, row y. */
function holding(jobId: number, place: [x: number, y: number], args: [number, number], on = "m") {
  const boards: BoardCoordinate[] = [];
  for (let x = 0; x < args[0]; x++) {
    for (let y = 0; y < args[1]; y++) {
      for (let z = 0; z < 3; z++) boards.push([place[0] + x, place[1] + y, z]);
    }
  }
  return job(jobId, { args, boards, machineName: on });
}

Deno.test("a rectangle that is free the other way round is offered once", NONE, () => {
  const waiting = new Waiting({ what: [3, 1] });
  const columns = [holding(1, [1, 0], [3, 4])];
  assertEquals(waiting.sees(0, columns), "1x3 is free now: spalloc 1 3");
  assertEquals(waiting.sees(100, columns), null);
});

Deno.test("an offer is made again only if it has changed after being gone", NONE, () => {
  const waiting = new Waiting({ what: [3, 1] });
  const full = [holding(1, [0, 0], [4, 4])];
  const columns = [holding(1, [1, 0], [3, 4])];
  const corner = [holding(1, [0, 2], [4, 2]), holding(2, [2, 0], [2, 2])];
  assertEquals(waiting.sees(0, columns), "1x3 is free now: spalloc 1 3");
  assertEquals(waiting.sees(100, full), null);
  assertEquals(waiting.sees(100, columns), null);
  assertEquals(waiting.sees(100, full), null);
  assertEquals(waiting.sees(100, corner), "2x2 is free now: spalloc 2 2");
  // Not more than one a minute, however they come and go.
  assertEquals(waiting.sees(50, columns), null);
  assertEquals(waiting.sees(10, columns), "1x3 is free now: spalloc 1 3");
});

Deno.test("boards that have just been given back rest on a Python server", NONE, () => {
  const full = [holding(1, [1, 0], [3, 4]), holding(2, [0, 0], [1, 4])];
  const python = new Waiting({ what: [3, 1] });
  assertEquals(python.sees(0, full), null);
  assertEquals(python.sees(5, full.slice(0, 1)), null);
  assertEquals(python.sees(39, full.slice(0, 1)), null);
  assertEquals(python.sees(7, full.slice(0, 1)), "1x3 is free now: spalloc 1 3");
  const java = new Waiting({ what: [3, 1] }, "java");
  assertEquals(java.sees(0, full), null);
  assertEquals(java.sees(5, full.slice(0, 1)), "1x3 is free now: spalloc 1 3");
});

Deno.test("another machine is named", NONE, () => {
  const waiting = new Waiting({ what: [3, 2], machine: "m" });
  const machines = [machine("m"), machine("special", ["special"]), machine("n")];
  const full = [holding(1, [0, 0], [4, 4])];
  assertEquals(waiting.sees(0, full, machines), "3x2 is free now on n: spalloc 3 2 -m n");
  const board = new Waiting({ what: [], machine: "m" });
  assertEquals(board.sees(0, full, machines), "A board is free now on n: spalloc 1 -m n");
});

Deno.test("a number of boards is offered if some boards in between are dead", NONE, () => {
  const waiting = new Waiting({ what: 27 });
  const dead = { ...machine("m"), deadBoards: [[1, 1, 1], [1, 2, 0]] as BoardCoordinate[] };
  const column = [holding(1, [3, 0], [1, 4])];
  // All 3x3 have a dead board. For 28 boards the server looks for 3x4, where so many work.
  const line = "28 boards are free side by side now: spalloc 28";
  assertEquals(waiting.sees(0, column, [dead]), line);
});

Deno.test("nothing is offered where it would not be granted", NONE, () => {
  const columns = [holding(1, [1, 0], [3, 4])];
  // Another job waits, and comes first.
  assertEquals(new Waiting({ what: [3, 1] }).sees(0, [...columns, job(2, {})]), null);
  // A board is asked for by its place because it has to be that one.
  assertEquals(new Waiting({ what: [1, 0, 0], machine: "m" }).sees(0, columns), null);
  // The server does not tell whose all boards are.
  const secret = job(3, { state: 3 });
  assertEquals(new Waiting({ what: [3, 1] }).sees(0, [...columns, secret]), null);
  // The boards themselves seem to be free: so they rest.
  assertEquals(new Waiting({ what: [1, 3] }).sees(0, columns), null);
});

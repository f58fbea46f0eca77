// Permissions: none.
import { assertEquals } from "@std/assert";
import { type Offer as AnyOffer, offersFor } from "../../lib/offers/offers.ts";
import type { BoardCoordinate, LinkCoordinate } from "../../lib/machine/mod.ts";
import type { JobConditions, JobRequest } from "../../lib/protocol/request.ts";
import type { MachineDescription } from "../../lib/simulator/mod.ts";
import { Random } from "../../scripts/random.ts";
import { isQueued, SimulatedWorld } from "./simulated_world.ts";

/** Random servers to try, half of each kind. */
const WORLDS = 2000;
/** Attempts to make a job that has to wait. */
const ATTEMPTS = 12;

/** An offer, certain or not: the simulated servers cut nothing. */
type Offer = Omit<AnyOffer, "isCertain">;

interface Waiting {
  world: SimulatedWorld;
  jobId: number;
  request: JobRequest;
}

for (const kind of ["python", "java"] as const) {
  Deno.test(
    `every offer would be granted by a ${kind} server, and none is missed, on ${
      WORLDS / 2
    } servers`,
    { permissions: "none" },
    () => {
      const seen = { withOffer: 0, waits: 0, named: 0, numbers: 0 };
      for (let seed = 1; seen.waits < WORLDS / 2; seed++) {
        const waiting = someoneWaiting(kind, new Random(seed));
        if (waiting === null) continue;
        const { world, jobId, request } = waiting;
        const listed = { machines: world.machines(), jobs: world.jobs(), kind };
        const offers = [...offersFor(world.sent(request), listed, { jobId })];
        world.destroy(jobId);
        const possible = bruteForce(world, request);
        // Of a hidden job nobody knows where exactly its boards end, so an offer may be missed.
        const isHidden = listed.jobs.some((job) => job.isHidden && job.boards !== null);
        const expected = isHidden ? common(possible, offers) : sorted(possible);
        assertEquals(sorted(offers), expected, `seed ${seed}, asked ${JSON.stringify(request)}`);
        seen.waits++;
        if (offers.length > 0) seen.withOffer++;
        seen.named += offers.filter(({ machine }) => machine !== null).length;
        seen.numbers += offers.filter(({ args }) => args.length === 1).length;
      }
      // A test that meets nothing shows nothing.
      const isVaried = seen.withOffer > WORLDS / 16 && seen.named > 50 && seen.numbers > 50;
      assertEquals(isVaried, true, JSON.stringify(seen));
    },
  );
}

/** Returns a whole number between two others, both included. */
function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1);
}

function sorted(offers: readonly Offer[]): string[] {
  return offers.map(({ args, machine }) => `${args.join(" ")} on ${machine}`).sort();
}

/** Lists the offers that are in both lists. */
function common(some: readonly Offer[], others: readonly Offer[]): string[] {
  const all = new Set(sorted(others));
  return sorted(some).filter((offer) => all.has(offer));
}

/** Creates a server with random jobs, and a random one that waits; `null` if none has to wait. */
function someoneWaiting(kind: "python" | "java", random: Random): Waiting | null {
  const machines = Array.from(
    { length: between(random, 1, 3) },
    (_, at) => someMachine(random, at),
  );
  const world = new SimulatedWorld(kind, machines);
  for (let count = between(random, 0, 14); count > 0; count--) {
    if (kind === "java" && random.chance(0.1)) {
      world.createHidden(someBoards(random, machines, random.chance(0.5)));
    } else world.create(world.sent(someRequest(random, machines, random.chance(0.8))));
    const jobs = world.jobs();
    if (random.chance(0.4) && jobs.length > 0) world.destroy(random.pick(jobs).jobId);
  }
  // A queue is dull, as it leaves nothing to offer.
  if (random.chance(0.8)) {
    for (const job of world.jobs()) if (isQueued(job)) world.destroy(job.jobId);
    while (world.jobs().some(isQueued)) {
      for (const job of world.jobs()) if (isQueued(job)) world.destroy(job.jobId);
    }
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const request = someRequest(random, machines, random.chance(0.3));
    const jobId = world.create(world.sent(request));
    if (jobId === null) continue;
    const job = world.jobs().find((job) => job.jobId === jobId);
    if (job && isQueued(job)) return { world, jobId, request };
  }
  return null;
}

function someMachine(random: Random, at: number): MachineDescription {
  const most = random.pick([3, 6, 8]);
  const [width, height] = [between(random, 1, most), between(random, 1, most)];
  const board = (): BoardCoordinate => [
    between(random, 0, width - 1),
    between(random, 0, height - 1),
    between(random, 0, 2),
  ];
  const boards = width * height * 3;
  const faults = random.pick([0, 0.02, 0.1, 0.4]);
  const some = (share: number) => Array.from({ length: Math.round(boards * share) });
  const deadBoards = distinct(some(random.chance(0.5) ? 0 : faults).map(board));
  const deadLinks = distinct(
    some(random.chance(0.5) ? 0 : faults * 2).map((): LinkCoordinate => [
      ...board(),
      between(random, 0, 5),
    ]),
  );
  const tags = random.pick([["default"], ["default", "big"], ["big"]]);
  return { name: `m${at}`, width, height, tags, deadBoards, deadLinks };
}

function distinct<T extends readonly number[]>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.join(), item])).values()];
}

function someRequest(
  random: Random,
  machines: readonly MachineDescription[],
  isSmall: boolean,
): JobRequest {
  const what = someBoards(random, machines, isSmall);
  const isSingle = what.length === 0 || what.length === 3 || (what.length === 1 && what[0] === 1);
  const conditions: JobConditions = {
    maxDeadBoards: random.pick([0, 0, 0, 1, 3, null]),
    maxDeadLinks: random.pick([null, null, null, 0, 4]),
    minRatio: random.pick([0.333, 0.333, 0, 0.5, 1]),
    requireTorus: !isSingle && random.chance(0.1),
  };
  const where = random.chance(0.3)
    ? { machine: random.pick(machines).name }
    : { tags: random.pick([null, null, null, ["big"], []]) };
  return { owner: "me", what, ...conditions, ...where };
}

function someBoards(
  random: Random,
  machines: readonly MachineDescription[],
  isSmall: boolean,
): number[] {
  const { width, height } = random.pick(machines);
  const share = isSmall ? 4 : 1;
  const most = Math.max(1, Math.round(width * height * 3 / share));
  const kind = between(random, 0, 15);
  if (kind === 0) return random.pick([[], [1]]);
  if (kind === 1) {
    return [between(random, 0, width - 1), between(random, 0, height - 1), between(random, 0, 2)];
  }
  if (kind < 8) return [between(random, 1, most)];
  const upTo = (side: number): number => Math.max(1, Math.ceil(side / Math.sqrt(share)));
  return [between(random, 1, upTo(width)), between(random, 1, upTo(height))];
}

/** Tries everything that may be offered, each on the server itself. */
function bruteForce(world: SimulatedWorld, request: JobRequest): Offer[] {
  const possible: Offer[] = [];
  const names = world.machines().map(({ name }) => name);
  const open = new Set(names.filter((name) => !world.isWaitedFor(name)));
  const isNamed = typeof request.machine === "string";
  for (const args of alternatives(world, request)) {
    const attempt = (where: Partial<JobRequest>): string | null => {
      const id = world.create(world.sent({ ...request, ...where, what: args }));
      if (id === null) return null;
      const machine = world.machineOf(id);
      world.destroy(id);
      return machine && open.has(machine) && isWhole(args, machine) ? machine : null;
    };
    const isWhole = (args: readonly number[], name: string): boolean => {
      if (request.requireTorus !== true) return true;
      const { width, height } = world.machines().find((machine) => machine.name === name)!;
      // What a Java server gives is a torus by chance only: by the triads that it takes for it.
      const triads = Math.ceil(args[0]! / 3);
      const side = Math.min(Math.ceil(Math.sqrt(triads)), width);
      return args.length === 2
        ? args[0] === width && args[1] === height
        : world.kind === "python" ||
          (side === width && Math.min(Math.ceil(triads / side), height) === height);
    };
    const kept = attempt({});
    if (kept !== null) possible.push({ args, machine: null });
    for (const { name, tags } of world.machines()) {
      if (name === request.machine || name === kept) continue;
      const wanted = isNamed ? ["default"] : request.tags?.length ? request.tags : null;
      const serves = (wanted ?? (world.kind === "java" ? ["default"] : []))
        .every((tag) => tags.includes(tag));
      if (!serves || (!isNamed && world.kind === "python")) continue;
      if (attempt({ machine: name, tags: null }) !== null) possible.push({ args, machine: name });
    }
  }
  return possible;
}

/** Lists what is documented to serve as well, by trying all rectangles there can be. */
function alternatives(world: SimulatedWorld, request: JobRequest): number[][] {
  const { minRatio = 0.333, requireTorus } = request;
  const asked = [...request.what as number[]];
  if (asked.length === 3) return [];
  if (asked.length === 0 || (asked.length === 1 && asked[0] === 1)) return [[1]];
  const [first = 1, second] = asked;
  const triads = second === undefined ? Math.ceil(first / 3) : first * second;
  const most = triads + Math.max(1, Math.floor(triads / 4));
  const ratio = (width: number, height: number) =>
    Math.min(width, height) / Math.max(width, height);
  const least = second === undefined ? minRatio! : Math.min(minRatio!, ratio(first, second));
  const found = new Map([[asked.join(), asked]]);
  const side = Math.max(...world.machines().flatMap(({ width, height }) => [width, height]));
  for (let width = 1; width <= side; width++) {
    for (let height = 1; height <= side; height++) {
      const area = width * height;
      if (area < triads || area > most || ratio(width, height) < least) continue;
      found.set([width, height].join(), [width, height]);
    }
  }
  if (!requireTorus) {
    for (let area = triads + 1; area <= most; area++) {
      const boards = 3 * (area - 1) + 1;
      found.set(String(boards), [boards]);
    }
  }
  return [...found.values()];
}

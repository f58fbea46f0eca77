import { assert, assertEquals } from "@std/assert";
import {
  allocate,
  type AllocatedJob,
  type Boards,
  ChecksFailedError,
  type EthernetChip,
  Job,
  NotReadyError,
} from "../../lib/mod.ts";
import { sleep } from "../../lib/clock.ts";
import type { JobSnapshot } from "../../lib/simulator/mod.ts";
import { Random } from "../../scripts/random.ts";
import { watch } from "../lib_test_kit/settle.ts";
import { newWorld, type World, WORLDS } from "./worlds.ts";

/** Boards of the frame. */
const ALL = 24;
/** Allocations in a test. */
const SEEDS = 200;
/** Requests of a seed. */
const REQUESTS: readonly Boards[] = [1, 2, 3, 5, 6, 12, [1, 1], [2, 1], [4, 2], [1, 1, 0]];
/** Boards that may be held in any case. */
const FEW_BOARDS = 12;

/** What became of an allocation. */
interface Outcome {
  is: "good" | "failed" | "none free" | "interrupted";
  tries: number;
}

for (const kind of WORLDS) {
  Deno.test(
    `${SEEDS} allocations on a frame with 2 silent boards end on good ones or with the reason, on a ${kind} server`,
    {
      permissions: "none",
    },
    async () => {
      const count = { good: 0, failed: 0, "none free": 0, interrupted: 0 };
      let again = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const { is, tries } = await allocatedWith(seed, kind);
        count[is]++;
        if (is === "good" && tries > 0) again++;
      }
      // Every way out was taken, or this shows nothing.
      assert(Math.min(...Object.values(count)) > 0, JSON.stringify(count));
      assert(again > 10, `only ${again} were good after a try`);
    },
  );
}

/** Makes one allocation, perhaps interrupts it, and checks what the server sees of it. */
async function allocatedWith(seed: number, kind: typeof WORLDS[number]): Promise<Outcome> {
  const random = new Random(seed);
  const what = random.pick(REQUESTS);
  const powerDelay = random.pick([0, 0.2, 3]);
  const server = newWorld(kind, powerDelay);
  const { clock } = server;
  const silent = twoBoards(random).map(String);
  const holdAtMost = random.chance(0.5) ? null : random.pick([24, 48]);
  const tries = random.pick([1, 2, 3, 5]);
  const stop = new AbortController();
  if (random.chance(0.2)) await takeBoards(server, random.pick([[1, 2], [2, 2]]));
  const others = server.jobs.map(({ id }) => id);
  const ours = (): JobSnapshot[] => server.jobs.filter(({ id }) => !others.includes(id));
  const checkSeconds = random.pick([0, 1, 30]);
  const names = random.chance(0.5);
  const check = async (job: AllocatedJob, { signal }: { signal: AbortSignal }) => {
    if (checkSeconds > 0) await sleep(clock, checkSeconds, signal);
    const failed: EthernetChip[] = [];
    for (const chip of job.connections) {
      const place = await job.whereIs([chip.x, chip.y]);
      if (silent.includes(String(place?.logical))) failed.push(chip);
    }
    return failed.length === 0 ? null : { text: "no answer", ...(names && { failed }) };
  };
  const allocating = allocate(what, {
    ...server.options,
    keepalive: 60,
    readyTimeout: random.pick([10, 60, 300]),
    signal: stop.signal,
    ...{ check, tries, holdAtMost },
  });
  const watched = watch(allocating);
  let steps = 0;
  const stopAt = random.chance(0.25) ? random.below(300) : Infinity;
  const limit = { boards: 0 };
  while (watched.outcome().is === "pending") {
    assertHolds(ours(), { holdAtMost, seed, limit });
    if (steps++ === stopAt) stop.abort(new Error("Ctrl-C"));
    await server.settle();
    clock.advance(0.1);
    await server.settle();
    assert(steps < 20_000, `seed ${seed} has no end`);
  }
  const outcome = watched.outcome();
  const place = `seed ${seed}, ${JSON.stringify(what)}`;
  try {
    if (outcome.is === "fulfilled") {
      const job = outcome.value;
      assertEquals(ours().map(({ id }) => id), [job.id], place);
      assertEquals(job.boards.map(String).filter((board) => silent.includes(board)), [], place);
      assert(job.failedTries.length < tries, place);
      const destroyed = watch(job.destroy());
      while (destroyed.outcome().is === "pending") {
        clock.advance(0.1);
        await server.settle();
      }
      return { is: "good", tries: job.failedTries.length };
    }
    if (outcome.is !== "rejected") throw new Error("no end");
    const { error } = outcome;
    if (error === stop.signal.reason) return { is: "interrupted", tries: 0 };
    if (error instanceof ChecksFailedError) {
      assertEquals(error.tries.length, tries, place);
      for (const tried of error.tries) assert(tried.boards.some((b) => silent.includes(String(b))));
      return { is: "failed", tries };
    }
    if (!(error instanceof NotReadyError)) throw error;
    const { cause } = error;
    return { is: "none free", tries: cause instanceof ChecksFailedError ? cause.tries.length : 0 };
  } finally {
    assertEquals(ours(), [], place);
    for (let i = 0; i < 50 && server.connections > 0; i++) {
      clock.advance(0.1);
      await server.settle();
    }
    assertEquals(server.connections, 0, place);
    server.stop();
    assertEquals(clock.pending, 0, place);
  }
}

/** Checks that the server gives no more boards at once than are allowed. */
function assertHolds(
  jobs: readonly JobSnapshot[],
  { holdAtMost, seed, limit }: {
    holdAtMost: number | null;
    seed: number;
    limit: { boards: number };
  },
): void {
  const most = Math.max(0, ...jobs.map(({ boards }) => boards.length));
  limit.boards = Math.max(limit.boards, most);
  const allowed = holdAtMost ?? Math.max(FEW_BOARDS, 2 * limit.boards);
  const held = jobs.reduce((sum, { boards }) => sum + boards.length, 0);
  assert(held <= allowed, `seed ${seed}: ${held} boards at once, ${allowed} allowed`);
}

/** Takes boards away for long. */
async function takeBoards({ clock, options, settle }: World, what: Boards): Promise<void> {
  const taking = (async () => {
    const request = { what, owner: options.owner ?? null, keepalive: null };
    const job = await Job.create(request, options);
    await job.waitUntilReady();
    await job.close();
  })();
  const watched = watch(taking);
  while (watched.outcome().is === "pending") {
    await settle();
    clock.advance(0.1);
  }
  await taking;
}

function twoBoards(random: Random): [number, number, number][] {
  const numbers = Array.from({ length: ALL }, (_, index) => index);
  return [0, 1].map(() => {
    const [index = 0] = numbers.splice(random.below(numbers.length), 1);
    return [Math.floor(index / 6), Math.floor(index / 3) % 2, index % 3];
  });
}

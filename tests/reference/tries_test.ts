// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import {
  allocate,
  type AllocatedJob,
  type AllocateOptions,
  type BoardCoordinate,
  type Boards,
  type Check,
  ChecksFailedError,
  NotReadyError,
  pingBoards,
} from "../../lib/mod.ts";
import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { Random } from "../../scripts/random.ts";
import { AnsweringBoards, type Frame } from "./answering_boards.ts";
import { referenceTest } from "./reference_server.ts";
import { WatchedJobs } from "./watched_jobs.ts";

/** Frames, on each of which allocations follow each other. */
const FRAMES = 6;
/** Allocations on each frame. */
const EACH = 5;
/** Boards of a frame. */
const BOARDS = 24;
/** Requests of a seed. */
const REQUESTS: readonly Boards[] = [1, 3, 5, 6, 12, [1, 1], [2, 1], [2, 2]];
/** A check that asks boards for less long than usual. */
const PING = pingBoards({ retries: 2, timeout: 0.3 });

type Ending = "good" | "failed" | "none free" | "interrupted";

/** An allocation to make, and to interrupt. */
interface Plan {
  what: Boards;
  /** Options of finding boards. */
  limits: Required<Pick<AllocateOptions, "tries" | "holdAtMost" | "readyTimeout">>;
  /** Milliseconds after which it is interrupted; `null` for never. */
  stopAfter: number | null;
}

referenceTest(
  `${
    FRAMES * EACH
  } allocations with silent boards on a Python server end on good ones or with the reason`,
  async () => {
    const frames = Array.from({ length: FRAMES }, (_, at): Frame => ({
      name: `frame-${at}`,
      silent: twoBoards(new Random(at + 1)),
    }));
    await using boards = await AnsweringBoards.start(frames, { quiet: true });
    await using watched = await WatchedJobs.start(boards.server);
    const endings: Ending[] = [];
    let again = 0;
    await Promise.all(frames.map(async (frame, at) => {
      for (let turn = 0; turn < EACH; turn++) {
        const seed = at * EACH + turn;
        const ended = await allocateOn(frame, { boards, watched, seed });
        endings.push(ended.is);
        if (ended.is === "good" && ended.tries > 0) again++;
      }
      // None of its boards is still with anybody.
      const whole = { machine: frame.name, owner: "all", readyTimeout: 20 };
      await using job = await allocate([4, 2], { ...addressOf(boards), ...whole });
      assertEquals(job.boards.length, BOARDS);
      // What answers is what the server calls so.
      for (const { x, y, hostname } of job.connections) {
        const place = await job.whereIs([x, y]);
        assert(place);
        assertEquals(hostname, boards.address(place.logical, frame.name));
      }
    }));
    assertEquals(watched.offences, []);
    assertEquals(await boards.server.call("list_jobs"), []);
    assert(watched.listings > FRAMES * EACH);
    // Every way out was taken, or this shows nothing.
    for (const is of ["good", "failed", "none free", "interrupted"] as const) {
      assert(endings.includes(is), `none was ${is}: ${endings}`);
    }
    assert(again > 0, "none was good after a try");
  },
);

/** Plans an allocation: all boards and an interruption now and then, so that each ending is there. */
function planOf(random: Random, seed: number): Plan {
  const stopAfter = seed % 4 === 1 ? random.between(0, 1500) : null;
  if (seed % 9 === 4) {
    const isLast = seed % 2 === 0;
    const limits = { tries: isLast ? 1 : 3, holdAtMost: null, readyTimeout: isLast ? 20 : 2 };
    return { what: [4, 2], limits, stopAfter: null };
  }
  return {
    what: random.pick(REQUESTS),
    limits: {
      tries: random.pick([2, 3, 5]),
      holdAtMost: random.pick([null, null, 12, BOARDS]),
      readyTimeout: random.pick([3, 8]),
    },
    stopAfter,
  };
}

/** Makes one allocation, perhaps interrupts it, and checks what the server sees of it. */
async function allocateOn(
  { name, silent }: Frame,
  { boards, watched, seed }: { boards: AnsweringBoards; watched: WatchedJobs; seed: number },
): Promise<{ is: Ending; tries: number }> {
  const { what, limits, stopAfter } = planOf(new Random(seed + 1), seed);
  const owner = `seed ${seed}`;
  watched.limit(owner, limits.holdAtMost);
  const stop = new AbortController();
  const timer = stopAfter === null
    ? undefined
    : setTimeout(() => stop.abort(new Error("Ctrl-C")), stopAfter);
  const isSilent = (board: BoardCoordinate): boolean => silent.map(String).includes(String(board));
  try {
    await using job = await allocate(what, {
      ...addressOf(boards),
      ...{ ...limits, machine: name, owner, check: PING, signal: stop.signal },
    });
    assertEquals(job.boards.filter(isSilent), [], owner);
    assert(job.failedTries.length < limits.tries, owner);
    assertEquals((await watched.jobsOf(owner)).map(({ jobId }) => jobId), [job.id]);
    return { is: "good", tries: job.failedTries.length };
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return { is: "interrupted", tries: 0 };
    const failed = error instanceof NotReadyError ? error.cause : error;
    if (failed instanceof ChecksFailedError) {
      for (const tried of failed.tries) {
        const blamed = tried.failed.map(({ board }) => String(board));
        assertEquals(blamed.sort(), tried.boards.filter(isSilent).map(String).sort(), owner);
        assert(blamed.length > 0, owner);
      }
    }
    if (error instanceof NotReadyError) return { is: "none free", tries: 0 };
    if (!(error instanceof ChecksFailedError)) throw error;
    assertEquals(error.tries.length, limits.tries, owner);
    return { is: "failed", tries: limits.tries };
  } finally {
    clearTimeout(timer);
    assertEquals(await watched.jobsOf(owner), [], owner);
  }
}

/** A step of an allocation at which it is interrupted. */
interface Step {
  what: Boards;
  /** Whether somebody else has all boards. */
  isFull?: boolean;
  /** Number of the check that is interrupted; or what the jobs are like then. */
  at: number | ((jobs: readonly JobSummary[]) => boolean);
}

const isIn = (state: number) => (job: JobSummary): boolean => job.state === state;

const STEPS: Readonly<Record<string, Step>> = {
  queued: { what: 3, isFull: true, at: (jobs) => jobs.some(isIn(JobState.queued)) },
  powering: { what: 3, at: (jobs) => jobs.some(isIn(JobState.power)) },
  checking: { what: [1, 1], at: 1 },
  "queued while one is held": {
    what: [4, 2],
    at: (jobs) => jobs.length === 2 && jobs.some(isIn(JobState.queued)),
  },
  "powering while one is held": {
    what: [1, 1],
    at: (jobs) => jobs.length === 2 && jobs.some(isIn(JobState.power)),
  },
  "checking while one is held": { what: [1, 1], at: 2 },
};

referenceTest(
  "an allocation that is interrupted at any step leaves no job on a Python server",
  async () => {
    const frames = Object.keys(STEPS).map((name): Frame => ({
      name,
      silent: [[0, 0, 0], [0, 0, 1]],
    }));
    await using boards = await AnsweringBoards.start(frames, { powerDelay: 0.3 });
    await using watched = await WatchedJobs.start(boards.server);
    const steps = Object.entries(STEPS);
    await Promise.all(steps.map(([name, step]) => interruptAt(name, step, { boards, watched })));
    assertEquals(await boards.server.call("list_jobs"), []);
    assertEquals(watched.offences, []);
  },
);

/** Interrupts an allocation at a step, on the machine of that name. */
async function interruptAt(
  machine: string,
  { what, isFull = false, at }: Step,
  { boards, watched }: { boards: AnsweringBoards; watched: WatchedJobs },
): Promise<void> {
  const of = { ...addressOf(boards), machine };
  await using _all: AllocatedJob | null = isFull
    ? await allocate([4, 2], { ...of, owner: "somebody" })
    : null;
  watched.limit(machine, null);
  const stop = new AbortController();
  const reason = new Error("Ctrl-C");
  let checks = 0;
  const check: Check = (job, options) => {
    const asked = PING(job, options);
    if (++checks === at) stop.abort(reason);
    return asked;
  };
  const allocating = allocate(what, { ...of, owner: machine, check, signal: stop.signal });
  // One that ends before the step has another end than this reason.
  const ended = allocating.then(() => null, (error: unknown) => error);
  if (typeof at === "function") {
    await Promise.race([watched.until(machine, at), ended]);
    stop.abort(reason);
  }
  assertEquals(await ended, reason, machine);
  assertEquals(await watched.jobsOf(machine), [], machine);
}

function addressOf({ server: { hostname, port } }: AnsweringBoards) {
  return { hostname, port };
}

function twoBoards(random: Random): BoardCoordinate[] {
  const numbers = Array.from({ length: BOARDS }, (_, index) => index);
  return [0, 1].map(() => {
    const [index = 0] = numbers.splice(random.below(numbers.length), 1);
    return [Math.floor(index / 6), Math.floor(index / 3) % 2, index % 3];
  });
}

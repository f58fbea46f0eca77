import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  allocate,
  type AllocateOptions,
  type Boards,
  type Check,
  ChecksFailedError,
  JobDestroyedError,
  NotReadyError,
  RequestError,
} from "../../lib/mod.ts";
import { watch } from "../lib_test_kit/settle.ts";
import { newWorld, type World, WORLDS } from "./worlds.ts";

const permissions = "none";
/** Time that passes in a step, in seconds. */
const STEP = 0.25;

/** Server of a {@linkcode Trial}; a Python server if no kind is given. */
interface On {
  kind?: typeof WORLDS[number];
  powerDelay: number;
  machines?: readonly string[];
}

/** An allocation on a server in memory, and what can be seen of it. */
class Trial {
  readonly server: World;
  /** Jobs that exist at each step, by id, where that changed. */
  readonly seen: string[] = [];
  /** Most boards that were held at once. */
  most = 0;
  readonly outcome: ReturnType<typeof watch<Awaited<ReturnType<typeof allocate>>>>;

  constructor(what: Boards, options: AllocateOptions, on: On) {
    this.server = newWorld(on.kind ?? "python", on.powerDelay, on.machines);
    this.outcome = watch(allocate(what, { ...this.server.options, ...options }));
  }

  /** Goes on until the end, or for so many steps. */
  async go(steps = Infinity): Promise<void> {
    for (let i = 0; i < steps && this.outcome.outcome().is === "pending"; i++) {
      await this.#look();
      this.server.clock.advance(STEP);
      await this.#look();
      assert(i < 4000, "there is no end");
    }
  }

  /** What came of it; its job is destroyed. */
  async end() {
    await this.go();
    const outcome = this.outcome.outcome();
    const left = this.server.jobs.map(({ id }) => id);
    if (outcome.is === "fulfilled") watch(outcome.value.destroy());
    for (let i = 0; i < 20; i++) {
      await this.server.settle();
      this.server.clock.advance(STEP);
    }
    this.server.stop();
    assertEquals([this.server.connections, this.server.clock.pending], [0, 0]);
    if (outcome.is === "fulfilled") return { job: outcome.value, left };
    return { error: outcome.is === "rejected" ? outcome.error : undefined, left };
  }

  async #look(): Promise<void> {
    await this.server.settle();
    const { jobs } = this.server;
    const ids = jobs.map(({ id }) => id % 1000).join("+");
    if (this.seen.at(-1) !== ids) this.seen.push(ids);
    this.most = Math.max(this.most, jobs.reduce((sum, { boards }) => sum + boards.length, 0));
  }
}

/** A check that fails for so many jobs, and keeps the boards of each. */
function failing(times: number): { check: Check; boards: string[] } {
  const boards: string[] = [];
  return {
    boards,
    check(job) {
      boards.push(job.boards.map(String).sort().join(" "));
      return Promise.resolve(boards.length <= times ? { text: `bad ${boards.length}` } : null);
    },
  };
}

for (const kind of WORLDS) {
  Deno.test(`bad boards are held until there are good ones, on a ${kind} server`, {
    permissions,
  }, async () => {
    const { check, boards } = failing(2);
    const trial = new Trial(3, { check }, { kind, powerDelay: 0 });
    const { job, left } = await trial.end();
    assertEquals(new Set(boards).size, 3);
    assertEquals(left, [job?.id]);
    assertEquals(job?.failedTries.map(({ text, outcome }) => [text, outcome]), [
      ["bad 1", "failed"],
      ["bad 2", "failed"],
    ]);
    assertEquals(trial.most, 9);
  });

  Deno.test(`boards that are waited for are not held for ever, on a ${kind} server`, {
    permissions,
  }, async () => {
    const { check, boards } = failing(1);
    const trial = new Trial([4, 2], { check, holdAtMost: 100 }, { kind, powerDelay: 0 });
    const { job, left } = await trial.end();
    assertEquals([left, boards.length, new Set(boards).size], [[job?.id], 2, 1]);
    assertEquals(trial.most, 24);
  });

  Deno.test(
    `however it is interrupted while it looks for boards, no job is left on a ${kind} server`,
    {
      permissions,
    },
    async () => {
      let count = 0;
      for (let step = 0;; step++) {
        const stop = new AbortController();
        const { check } = failing(2);
        const slow: Check = async (job, options) => {
          await new Promise((resolve) => trial.server.clock.after(1, () => resolve(null)));
          return await check(job, options);
        };
        const options = { check: slow, signal: stop.signal, holdAtMost: 6 };
        const trial = new Trial(3, options, { kind, powerDelay: 0.5 });
        await trial.go(step);
        if (trial.outcome.outcome().is !== "pending") {
          await trial.end();
          break;
        }
        count++;
        stop.abort(new Error("Ctrl-C"));
        const { error, left } = await trial.end();
        assertEquals(
          [error, left, trial.server.jobs],
          [stop.signal.reason, [], []],
          `step ${step}`,
        );
      }
      assert(count > 10, `${count} steps`);
    },
  );
}

Deno.test("held boards are freed first where more would be too many", { permissions }, async () => {
  const { check } = failing(2);
  const trial = new Trial(6, { check, holdAtMost: 6 }, { powerDelay: 0 });
  const { job } = await trial.end();
  assertEquals(trial.most, 6);
  assertEquals(job?.failedTries.length, 2);
});

Deno.test("only as many boards are held as fit beside those of the next job", {
  permissions,
}, async () => {
  const { check, boards } = failing(2);
  const trial = new Trial(3, { check, holdAtMost: 8 }, { powerDelay: 0 });
  const { job } = await trial.end();
  assertEquals([trial.most, boards.length, job?.failedTries.length], [6, 3, 2]);
  // Those that were freed might have come again.
  assert(boards[2] !== boards[1]);
});

Deno.test("the time to wait is for all tries together, without the checks", {
  permissions,
}, async () => {
  const slow = (times: number): Check => {
    const { check } = failing(times);
    return async (job, options) => {
      await new Promise((resolve) => server.clock.after(60, () => resolve(null)));
      return await check(job, options);
    };
  };
  let trial = new Trial(3, { check: slow(1), readyTimeout: 8 }, { powerDelay: 3 });
  let { server } = trial;
  assertEquals((await trial.end()).job?.failedTries.length, 1);
  trial = new Trial(3, { check: slow(1), readyTimeout: 5 }, { powerDelay: 3 });
  server = trial.server;
  const { error } = await trial.end();
  assert(error instanceof NotReadyError);
});

Deno.test("the only board that can serve a request is not held", { permissions }, async () => {
  const { check } = failing(1);
  const trial = new Trial([1, 0, 2], { check }, { powerDelay: 0 });
  const since = trial.server.clock.now();
  const { job } = await trial.end();
  assertEquals([trial.most, job?.failedTries.length], [1, 1]);
  assert(trial.server.clock.now() - since < 15);
});

Deno.test("where all tries fail, the error tells of each", { permissions }, async () => {
  const check: Check = (job) =>
    Promise.resolve({ text: "no answer", failed: job.connections.slice(1, 2) });
  const trial = new Trial(3, { check, tries: 2 }, { powerDelay: 0 });
  const { error, left } = await trial.end();
  assert(error instanceof ChecksFailedError);
  assertEquals([left, error.code], [[], "checks_failed"]);
  assertEquals(error.message, "No boards were good enough in 2 tries, at last: no answer");
  assertEquals(
    error.tries.map(({ jobId, machineName, outcome, failed }): unknown[] => [
      jobId,
      machineName,
      outcome,
      failed,
    ]),
    [1, 2].map((jobId) => [jobId, "demo", "failed", [{
      address: `10.11.0.${17 + 24 * (jobId - 1)}`,
      chip: [4, 8],
      board: [0, jobId - 1, 2],
      physical: [0, 0, 3 * jobId - 1],
    }]]),
  );
});

Deno.test(
  "a check that takes too long has failed, even if it goes on",
  { permissions },
  async () => {
    const signals: AbortSignal[] = [];
    const check: Check = (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const trial = new Trial(1, { check, checkTimeout: 30, tries: 2 }, { powerDelay: 0 });
    const { error } = await trial.end();
    assert(error instanceof ChecksFailedError);
    assertEquals(error.tries.map(({ outcome, text }) => [outcome, text]), [
      ["late", "it took longer than 30 s"],
      ["late", "it took longer than 30 s"],
    ]);
    assertEquals(signals.map(({ aborted }) => aborted), [true, true]);
  },
);

Deno.test("what a check throws ends it all, and says nothing about the boards", {
  permissions,
}, async () => {
  const broken = new TypeError("a mistake in the check");
  const trial = new Trial(1, { check: () => Promise.reject(broken) }, { powerDelay: 0 });
  const { error, left } = await trial.end();
  assertEquals([error, left], [broken, []]);
});

Deno.test(
  "a job that is destroyed while it is checked is no failed try",
  { permissions },
  async () => {
    const check: Check = (job) => {
      trial.server.destroyJob(job.id, "maintenance");
      return new Promise(() => {});
    };
    const trial = new Trial(1, { check }, { powerDelay: 0 });
    const { error, left } = await trial.end();
    assert(error instanceof JobDestroyedError);
    assertEquals(left, []);
  },
);

Deno.test("when there are no more boards in time, the tries before are the cause", {
  permissions,
}, async () => {
  const { check } = failing(1);
  const trial = new Trial(3, { check, readyTimeout: 4 }, {
    powerDelay: 0,
    machines: ["one:1x1"],
  });
  const { error, left } = await trial.end();
  assert(error instanceof NotReadyError && error.cause instanceof ChecksFailedError);
  assertEquals([left, error.cause.tries.length], [[], 1]);
  assertEquals(error.message, "Job 2 was not ready within 4 s");
});

for (
  const [how, avoid] of [
    ["triad", { board: [0, 0, 2], machine: "demo" }],
    ["triad on any machine", { board: [0, 0, 2] }],
    ["physical place", { physical: [0, 0, 2] }],
    ["address", { address: "10.11.0.17" }],
  ] as const
) {
  for (const kind of WORLDS) {
    Deno.test(`a board named by its ${how} is avoided on a ${kind} server`, {
      permissions,
    }, async () => {
      const trial = new Trial(3, { avoid: [avoid] }, { kind, powerDelay: 0 });
      const { job } = await trial.end();
      assertEquals(job?.boards.some((board) => String(board) === "0,0,2"), false);
      assertEquals(
        job?.failedTries.map(({ outcome, text, failed }) => ({ outcome, text, failed })),
        [
          {
            outcome: "avoided",
            text: "to be avoided",
            failed: [{
              address: "10.11.0.17",
              chip: [4, 8],
              board: [0, 0, 2],
              physical: [0, 0, 2],
            }],
          },
        ],
      );
    });
  }
}

Deno.test("a board of another machine is none to be avoided", { permissions }, async () => {
  const avoid = [{ board: [0, 0, 0], machine: "other" }] as const;
  const { job } = await new Trial(3, { avoid }, { powerDelay: 0 }).end();
  assertEquals(job?.failedTries, []);
});

for (
  const [options, said] of [
    [{ tries: 0 }, "tries"],
    [{ tries: 1.5 }, "tries"],
    [{ holdAtMost: 5 }, "at most 5 boards: the request is for 6"],
    [{ checkTimeout: 0 }, "checkTimeout"],
    [{ avoid: [{ board: [1, 2] }] }, "Cannot avoid"],
    [{ avoid: [{ address: "" }] }, "Cannot avoid"],
  ] as [AllocateOptions, string][]
) {
  Deno.test(`allocate() refuses ${JSON.stringify(options)}`, { permissions }, async () => {
    const asked = allocate([2, 1], { hostname: "nowhere", owner: "me", ...options });
    await assertRejects(() => asked, RequestError, said);
  });
}

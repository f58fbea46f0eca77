import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  allocate,
  type AllocateOptions,
  type Boards,
  ConfigError,
  Job,
  JobDestroyedError,
  JobState,
  NotReadyError,
  RequestError,
  type Settings,
} from "../../lib/mod.ts";
import { parseConfig } from "../../lib/config/mod.ts";
import { type ReceivedCommand, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { created, fakedEmptyServer } from "../lib_test_kit/faked_job.ts";
import { pass, watch } from "../lib_test_kit/settle.ts";
import { FakeServer, MUTE } from "../lib_test_kit/fake_server.ts";

const permissions = { net: ["127.0.0.1"] };

/** A simulated server that must have no job left, and the options to reach it. */
async function simulated(options: SimulatorOptions = {}): Promise<
  AsyncDisposable & { server: Simulator; options: AllocateOptions; created: ReceivedCommand[] }
> {
  const created: ReceivedCommand[] = [];
  const server = await Simulator.start({
    machines: ["m:2x2", { name: "other", width: 1, height: 1, tags: ["small"] }],
    powerDelay: 0.02,
    onCommand: (command) => command.name === "create_job" && created.push(command),
    ...options,
  });
  const { hostname, port } = server;
  return {
    server,
    options: { hostname, port, owner: "me", keepaliveIn: "thread" },
    created,
    async [Symbol.asyncDispose](): Promise<void> {
      assertEquals([server.jobs, server.connections], [[], 0]);
      await server.close();
    },
  };
}

/** Settings that come from a configuration file. */
function configured(text: string): Settings {
  const bytes = new TextEncoder().encode(`[spalloc]\n${text}`);
  return parseConfig([{ path: ".spalloc", bytes }]).settings;
}

const REQUESTS: [what: Boards | undefined, boards: number, width: number, height: number][] = [
  [undefined, 1, 8, 8],
  [1, 1, 8, 8],
  [[], 1, 8, 8],
  [2, 3, 16, 16],
  [[3], 3, 16, 16],
  [[2, 1], 6, 24, 16],
  [[1, 0, 2], 1, 8, 8],
];

for (const [what, boards, width, height] of REQUESTS) {
  const asked = JSON.stringify(what) ?? "nothing";
  Deno.test(`allocate() of ${asked} gives ${boards} ready boards`, { permissions }, async () => {
    await using it = await simulated();
    await using job = await allocate(what, it.options);
    assertEquals([job.boards.length, job.width, job.height], [boards, width, height]);
    assertEquals([job.state, job.machineName, job.connections.length], [3, "m", boards]);
    assertEquals(job.hostname, job.connections[0]?.hostname);
    assertEquals(it.server.jobs.length, 1);
  });
}

Deno.test("a job does not know its boards before it was ready", { permissions }, async () => {
  await using it = await simulated();
  const { hostname = "", owner = "", ...options } = it.options;
  await using job = await Job.create({ owner, what: [3] }, { ...options, hostname });
  const known = (): unknown[] => [job.hostname, job.width, job.height, job.machineName];
  assertEquals([...known(), job.boards, job.connections], Array(6).fill(null));
  const machine = await job.waitUntilReady();
  assertEquals(known(), [machine.connections[0]?.hostname, 16, 16, "m"]);
});

Deno.test("allocate() passes on every condition of the request", { permissions }, async () => {
  await using it = await simulated();
  const conditions = {
    keepalive: 30,
    tags: ["small"],
    minRatio: 0.5,
    maxDeadBoards: 1,
    maxDeadLinks: 2,
    requireTorus: false,
  };
  await using job = await allocate(3, { ...it.options, ...conditions });
  assertEquals([job.keepalive, job.machineName], [30, "other"]);
  assertEquals(it.created.map(({ args, kwargs }) => ({ args, kwargs })), [{
    args: [3],
    kwargs: {
      owner: "me",
      keepalive: 30,
      machine: null,
      tags: ["small"],
      min_ratio: 0.5,
      max_dead_boards: 1,
      max_dead_links: 2,
      require_torus: false,
    },
  }]);
});

Deno.test("allocate() takes from settings what is not given", { permissions }, async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  const settings = configured(
    `hostname = ${hostname}\nport = ${port}\nowner = you\nkeepalive = 25\nmachine = other\ntags = a`,
  );
  const options = { settings, keepaliveIn: "thread" } as const;
  {
    await using job = await allocate(3, options);
    assertEquals([job.machineName, job.keepalive], ["other", 25]);
  }
  {
    await using job = await allocate(3, {
      ...options,
      machine: null,
      tags: ["default"],
      owner: "me",
      keepalive: null,
    });
    assertEquals([job.machineName, job.keepalive], ["m", null]);
  }
  assertEquals(it.created.map(({ kwargs }) => kwargs.owner), ["you", "me"]);
  await assertRejects(() => allocate(3, { ...options, tags: ["x"] }), RequestError, "but not both");
});

Deno.test("allocate() says what is missing", { permissions: "none" }, async () => {
  const none = configured("");
  await assertRejects(() => allocate(1, { hostname: "host" }), RequestError, "needs an owner");
  await assertRejects(() => allocate(1, { settings: none }), ConfigError, "SPALLOC_HOSTNAME");
  await assertRejects(
    () => allocate(1, { settings: none, hostname: "host" }),
    ConfigError,
    "SPALLOC_OWNER",
  );
});

Deno.test("allocate() refuses what makes no sense before it connects", {
  permissions: "none",
}, async () => {
  const { server, options } = fakedEmptyServer();
  const given = { ...options, owner: "me" };
  for (const what of [0, -1, 1.5, NaN, [0, 1], [1, 2, 3, 4]]) {
    await assertRejects(() => allocate(what, given), RequestError, "Cannot allocate");
  }
  for (const readyTimeout of [-1, NaN]) {
    await assertRejects(
      () => allocate(1, { ...given, readyTimeout }),
      RequestError,
      "as readyTimeout",
    );
  }
  assertEquals(server.connections.length, 0);
});

Deno.test("allocate() leaves no job when the boards are not ready in time", {
  permissions,
}, async () => {
  await using it = await simulated({ powerDelay: 60 });
  const allocating = allocate(1, { ...it.options, readyTimeout: 0.05 });
  const error = await assertRejects(() => allocating, NotReadyError, "not ready within 0.05 s");
  assertEquals([...it.server.destroyedJobs], [[1, error.message]]);
});

Deno.test("allocate() leaves no job when it is aborted while it waits", {
  permissions,
}, async () => {
  const controller = new AbortController();
  await using it = await simulated({
    powerDelay: 60,
    onCommand: ({ name }) => name === "list_jobs" && controller.abort(new Error("enough")),
  });
  await assertRejects(
    () => allocate(1, { ...it.options, signal: controller.signal }),
    Error,
    "enough",
  );
  assertEquals([...it.server.destroyedJobs.keys()], [1]);
});

Deno.test("allocate() with an aborted signal does nothing", { permissions: "none" }, async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => allocate(1, { signal }), Error, "enough");
});

Deno.test("allocate() rejects when the job is destroyed while it waits", {
  permissions,
}, async () => {
  await using it = await simulated({
    powerDelay: 60,
    onCommand: ({ name }) => name === "list_jobs" && it.server.destroyJob(1, "maintenance"),
  });
  await assertRejects(() => allocate(1, it.options), JobDestroyedError, "maintenance");
});

Deno.test("allocate() tells of a job that it could not free, and of what went wrong first", {
  permissions: "none",
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.create_job = (): number => {
    server.job = { ...new FakeServer(clock).job, state: JobState.power };
    return 1;
  };
  server.answers.destroy_job = () => MUTE;
  const told: string[] = [];
  const allocating = watch(allocate(1, {
    ...options,
    owner: "me",
    keepalive: 12,
    readyTimeout: 1,
    onTrouble: ({ message }) => told.push(message),
    timeout: 100,
  }));
  await pass(clock, 1.5);
  assertEquals(allocating.outcome().is, "pending");
  await pass(clock, 12);
  const outcome = allocating.outcome();
  assert(outcome.is === "rejected" && outcome.error instanceof NotReadyError);
  assertEquals(told, ["The server did not confirm it within 10 s"]);
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("allocate() is over in time though the server is lost while the job is created", {
  permissions: "none",
}, async () => {
  const { server, clock, options } = fakedEmptyServer();
  server.answers.version = (): unknown => {
    server.dials = "refused";
    queueMicrotask(() => server.last.end());
    return "7.0.0";
  };
  for (const readyTimeout of [60, 0]) {
    server.dials = "work";
    const allocating = watch(allocate(1, { ...options, owner: "me", readyTimeout }));
    const seconds = Math.max(readyTimeout, 10); // an opening is given some time anyway
    await pass(clock, seconds - 1);
    assertEquals(allocating.outcome().is, "pending");
    await pass(clock, 2);
    const outcome = allocating.outcome();
    assert(outcome.is === "rejected" && outcome.error instanceof NotReadyError);
    assertEquals(outcome.error.message, `No boards were ready within ${seconds} s`);
    assertEquals([outcome.error.jobId, server.open, clock.pending], [null, 0, 0]);
  }
  assertEquals(created(server), 0);
});

Deno.test("a value that is undefined is one that was not given", { permissions }, async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  const settings = configured(`hostname = ${hostname}\nport = ${port}\nowner = you`);
  // As it comes from programs that are checked less strictly, or not at all.
  const nothing = { hostname: undefined, owner: undefined, port: undefined, timeout: undefined };
  const options = { ...nothing, settings, keepaliveIn: "thread" } as unknown as AllocateOptions;
  await using job = await allocate(1, options);
  assertEquals(job.state, 3);
});

Deno.test(
  "with --allow-net alone, a job is kept alive from its thread, or not created if that won't do",
  {
    permissions,
  },
  async () => {
    await using it = await simulated();
    const { keepaliveIn: _, ...options } = it.options;
    {
      await using job = await allocate(1, options);
      assertEquals(job.keepaliveIn, "thread");
    }
    const wanted = allocate(1, { ...options, keepaliveIn: "worker" });
    await assertRejects(() => wanted, RequestError, "that needs --allow-read=");
    assertEquals(it.created.length, 1);
  },
);

/** Mistakes that nobody is told of where types are not checked. */
const MISUSES: [words: string, what: unknown, options: Record<string, unknown>][] = [
  ['Cannot allocate "3"', "3", {}],
  ["Cannot allocate null", null, {}],
  ["Cannot allocate {}", {}, {}],
  ["as hostname: it must be a name or an IP address", 1, { hostname: "" }],
  ["Cannot use 0 as port", 1, { port: 0 }],
  ["Cannot use 99999 as port", 1, { port: 99999 }],
  ["Cannot use 0 as timeout", 1, { timeout: 0 }],
  ["Cannot use -1 as timeout", 1, { timeout: -1 }],
  ["Cannot use NaN as timeout", 1, { timeout: NaN }],
  ["Cannot use -1 as reconnectDelay", 1, { reconnectDelay: -1 }],
  ['Cannot use "5" as readyTimeout', 1, { readyTimeout: "5" }],
  ['Cannot use "60" as keepalive', 1, { keepalive: "60" }],
  ['Cannot use "big" as tags', 1, { tags: "big" }],
  ["Cannot use 3 as machine", 1, { machine: 3 }],
];

for (const [words, what, misuse] of MISUSES) {
  const title = `allocate(${JSON.stringify(what)}, ${JSON.stringify(misuse)})`;
  Deno.test(
    `${title} says what is wrong, and connects to nobody`,
    { permissions: "none" },
    async () => {
      let dials = 0;
      const dial = () => {
        dials++;
        return Promise.reject(new Error("dialed"));
      };
      const options = { hostname: "server", owner: "me", dial, ...misuse };
      await assertRejects(() => allocate(what as Boards, options), RequestError, words);
      assertEquals(dials, 0);
    },
  );
}

Deno.test("Job.create() takes a number of boards as allocate() does", { permissions }, async () => {
  await using it = await simulated();
  const { owner = "", hostname = "", port = 1 } = it.options;
  await using _job = await Job.create({ what: 3, owner }, {
    hostname,
    port,
    keepaliveIn: "thread",
  });
  assertEquals(it.created.map(({ args }) => args), [[3]]);
});

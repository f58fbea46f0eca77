import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { JobDestroyedError, JobUnknownError, RequestError } from "../../lib/errors.ts";
import { Job, type JobOptions } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { dialTcp } from "../../lib/protocol/dial_tcp.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { assertCloses, fakedJob } from "../lib_test_kit/faked_job.ts";
import { pass } from "../lib_test_kit/settle.ts";

const permissions = "none";

/** A simulated server, and the options to reach it; jobs are kept alive from this thread. */
async function simulated(
  options: SimulatorOptions = {},
): Promise<AsyncDisposable & { server: Simulator; options: JobOptions }> {
  const server = await Simulator.start({ machines: ["m:2x1"], powerDelay: 0.05, ...options });
  const { hostname, port } = server;
  return {
    server,
    options: { hostname, port, keepaliveIn: "thread", reconnectDelay: 0.05 },
    async [Symbol.asyncDispose](): Promise<void> {
      assertEquals(server.jobs, []);
      await server.close();
    },
  };
}

Deno.test("a job is created, gets ready, and is destroyed at the end of its block", async () => {
  await using it = await simulated();
  {
    await using job = await Job.create({ owner: "me", what: [3] }, it.options);
    assertEquals([job.id, job.keepalive, job.state], [1, 60, JobState.power]);
    const { boards, connections, machineName } = await job.waitUntilReady();
    assertEquals([boards.length, connections[0]?.x, machineName], [3, 0, "m"]);
    assertEquals([job.state, job.status.power], [JobState.ready, true]);
    assertEquals((await job.whereIs([0, 0]))?.jobId, 1);
  }
  assertEquals(it.server.connections, 0);
});

Deno.test("a job is kept alive from a worker unless told otherwise", async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  const job = await Job.create({ owner: "me" }, { hostname, port });
  await job.waitUntilReady();
  await job.destroy("done");
  await job.destroy("again");
  assertEquals([...it.server.destroyedJobs], [[1, "done"]]);
});

Deno.test("an option that is none of a job's does not cost the job", async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  const options = { hostname, port, log: (): void => {} }; // functions can't cross to a worker
  await using job = await Job.create({ owner: "me" }, options);
  assertEquals([job.keepaliveIn, it.server.jobs.length], ["worker", 1]);
});

Deno.test("a job with a dial or a clock of its own is kept alive from its thread", async () => {
  await using it = await simulated();
  const { hostname, port } = it.server;
  let workers = 0;
  const RealWorker = globalThis.Worker;
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      workers++;
      super(url, options);
    }
  };
  try {
    for (const own of [{ dial: dialTcp }, { clock: { ...systemClock } }]) {
      await using job = await Job.create({ owner: "me" }, { hostname, port, ...own });
      await job.waitUntilReady();
    }
  } finally {
    globalThis.Worker = RealWorker;
  }
  assertEquals(workers, 0);
});

Deno.test("a job is kept alive through the dial that it was given", { permissions }, async () => {
  const { server, clock, job } = await fakedJob();
  await pass(clock, 12);
  assertEquals(server.connections.length, 2);
  assertEquals(server.commands(1).filter((name) => name === "get_job_state").length, 4);
  await assertCloses({ server, clock, job });
});

Deno.test("states() gives every state until the job is gone", async () => {
  await using it = await simulated();
  const first = await Job.create({ owner: "me", what: [2, 1] }, it.options);
  const job = await Job.create({ owner: "me", what: [1, 1] }, it.options);
  assertEquals([await job.queuePlace(), await first.queuePlace()], [1, null]);
  const { machines, jobs } = await job.surroundings();
  assertEquals([machines.length, jobs.map(({ jobId }) => jobId)], [1, [first.id, job.id]]);
  const states: number[] = [];
  const destroyed: Promise<void>[] = [];
  for await (const { state } of job.states()) {
    states.push(state);
    if (state === JobState.queued) destroyed.push(first.destroy());
    if (state === JobState.ready) it.server.destroyJob(job.id, "enough");
  }
  await Promise.all(destroyed);
  assertEquals(states, [JobState.queued, JobState.power, JobState.ready, JobState.destroyed]);
  assertInstanceOf(job.gone.reason, JobDestroyedError);
  assertEquals(job.gone.reason.reason, "enough");
  await job.destroy();
});

Deno.test("boards are powered off and on, and each time they get ready", async () => {
  await using it = await simulated();
  await using job = await Job.create({ owner: "me" }, it.options);
  for (const power of [false, true, true]) {
    await job.waitUntilReady();
    await (power ? job.reset() : job.powerOff());
    assertEquals([job.state, job.status.power], [JobState.power, power]);
  }
  await job.waitUntilReady();
});

Deno.test("waitUntilReady() rejects when the job is destroyed, with the reason", async () => {
  await using it = await simulated({ powerDelay: 60 });
  const job = await Job.create({ owner: "me" }, it.options);
  const waiting = job.waitUntilReady();
  it.server.destroyJob(1, "maintenance");
  await assertRejects(() => waiting, JobDestroyedError, "Job 1 was destroyed: maintenance");
  await job.destroy();
});

Deno.test("a job that can't ever fit is destroyed from the start", async () => {
  await using it = await simulated();
  await using job = await Job.create({ owner: "me", what: [9, 9] }, it.options);
  assertEquals([job.state, job.gone.aborted], [JobState.destroyed, true]);
  await assertRejects(() => job.waitUntilReady(), JobDestroyedError, "No suitable machines");
});

Deno.test("resume() takes a job on, keeps it alive and leaves it alone at close()", async () => {
  await using it = await simulated();
  const first = await Job.create({ owner: "me", keepalive: 30 }, it.options);
  await first.close();
  assertEquals(it.server.jobs.length, 1);
  const job = await Job.resume(1, it.options);
  assertEquals([job.id, job.keepalive], [1, 30]);
  await job.waitUntilReady();
  await job.destroy();
  await assertRejects(() => Job.resume(1, it.options), JobDestroyedError);
  await assertRejects(() => Job.resume(7, it.options), JobUnknownError, "Job 7 is not known");
  for (const id of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => Job.resume(id, it.options),
      RequestError,
      "whole number of 1 or more",
    );
  }
  assertEquals(it.server.connections, 0);
});

for (const when of ["before", "after"] as const) {
  Deno.test(`a server that tells of a change ${when} every answer is not asked without a pause`, {
    permissions,
  }, async () => {
    const it = await fakedJob();
    const { server, clock } = it;
    let asked = 0;
    const timers: ReturnType<typeof setTimeout>[] = [];
    const tell = (): void => server.connections[0]?.sendMessage({ jobs_changed: [1] });
    server.answers.get_job_state = ({ connection }) => {
      if (connection === 0 && asked++ < 1000) {
        if (when === "before") tell();
        else timers.push(setTimeout(tell, 0));
      }
      return server.state();
    };
    tell();
    for (let turn = 0; turn < 200; turn++) {
      if (turn % 10 === 0) await pass(clock, 0.1);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    assert(asked > 2 && asked < 30, `asked ${asked} times in 2 s`);
    delete server.answers.get_job_state;
    for (const timer of timers) clearTimeout(timer);
    await pass(clock, 1);
    await assertCloses(it);
  });
}

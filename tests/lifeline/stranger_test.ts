import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { JobUnknownError } from "../../lib/errors.ts";
import { Job, type JobOptions } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { dialTcp } from "../../lib/protocol/dial_tcp.ts";
import type { Dial } from "../../lib/protocol/transport.ts";
import { ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { FakeServer } from "../lib_test_kit/fake_server.ts";
import { pass } from "../lib_test_kit/settle.ts";

interface Restarted extends AsyncDisposable {
  server: Simulator;
  job: Job;
  /** Lets the job's connections be made again. */
  reconnect(): void;
  /** Commands about the job since then, without greetings. */
  heard(): Set<string>;
}

/** Restarts a server under a job, which can't reconnect until it may. */
async function restarted(
  cold: boolean,
  events: Pick<JobOptions, "onRecovered"> = {},
): Promise<Restarted> {
  const heard: string[] = [];
  let from = Infinity;
  let isOpen = true;
  let refusals = 0;
  const areBothLost = Promise.withResolvers<void>();
  const beating = Promise.withResolvers<void>();
  const server = await Simulator.start({
    powerDelay: 0,
    onCommand({ name, connection }): void {
      heard.push(name);
      if (connection === 2 && name === "get_job_state") beating.resolve();
    },
  });
  const { hostname, port } = server;
  const dial: Dial = async (address, signal) => {
    if (!isOpen) {
      if (++refusals === 2) areBothLost.resolve();
      throw new Deno.errors.ConnectionRefused("Connection refused");
    }
    return await dialTcp(address, signal);
  };
  const job = await Job.create({ owner: "me" }, {
    hostname,
    port,
    dial,
    keepaliveIn: "thread",
    reconnectDelay: 0.05,
    ...events,
  });
  await Promise.all([job.waitUntilReady(), beating.promise]);
  isOpen = false;
  await server.restart({ cold });
  await areBothLost.promise;
  return {
    server,
    job,
    reconnect(): void {
      from = heard.length;
      isOpen = true;
    },
    heard: () => new Set(heard.slice(from).filter((name) => name !== "version")),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function createStrangersJob({ hostname, port }: Simulator): Promise<void> {
  await using stranger = await ProtocolClient.connect(hostname, { port, timeout: 5 });
  assertEquals(await stranger.createJob({ owner: "you", keepalive: 600 }), 1);
}

Deno.test("a stranger's job with the same id is not kept alive, and not destroyed", async () => {
  await using it = await restarted(true);
  await createStrangersJob(it.server);
  const waiting = it.job.waitForStateChange(JobState.ready);
  it.reconnect();
  assertEquals(await waiting, JobState.unknown);
  assertInstanceOf(it.job.gone.reason, JobUnknownError);
  assertEquals(it.job.gone.reason.message.startsWith("Job 1 is lost"), true);
  await assertRejects(() => it.job.waitUntilReady(), JobUnknownError);
  await it.job.destroy();
  // None of these commands keeps a job alive.
  assertEquals(it.heard().difference(new Set(["notify_job", "list_jobs"])), new Set());
  assertEquals(it.server.jobs.map(({ owner }) => owner), ["you"]);
});

Deno.test("a destroy() that waits for a connection spares the stranger's job", async () => {
  await using it = await restarted(true);
  await createStrangersJob(it.server);
  const destroying = it.job.destroy("done");
  it.reconnect();
  await destroying;
  assertInstanceOf(it.job.gone.reason, JobUnknownError);
  assertEquals(it.heard().has("destroy_job"), false);
  assertEquals(it.server.jobs.map(({ owner }) => owner), ["you"]);
});

Deno.test("a job that a cold start forgot is unknown", async () => {
  await using it = await restarted(true);
  const waiting = it.job.waitForStateChange(JobState.ready);
  it.reconnect();
  assertEquals(await waiting, JobState.unknown);
  assertInstanceOf(it.job.gone.reason, JobUnknownError);
  await it.job.destroy();
  assertEquals(it.heard().has("destroy_job"), false);
});

Deno.test("a job that a warm start kept is subscribed to again, and goes on", async () => {
  let recoveries = 0;
  const recovered = Promise.withResolvers<void>();
  await using it = await restarted(false, {
    onRecovered: () => ++recoveries === 2 ? recovered.resolve() : undefined,
  });
  it.reconnect();
  await recovered.promise;
  assertEquals(it.job.gone.aborted, false);
  // Only a notification can tell of this in time.
  const waiting = it.job.waitForStateChange(JobState.ready, { timeout: 5 });
  it.server.destroyJob(1, "enough");
  assertEquals(await waiting, JobState.destroyed);
  assertEquals(it.heard(), new Set(["notify_job", "list_jobs", "get_job_state"]));
  await it.job.destroy();
  assertEquals(it.server.connections, 0);
});

Deno.test("a job that changed while there was no connection is read again", async () => {
  await using it = await restarted(false);
  const waiting = it.job.waitForStateChange(JobState.ready);
  it.server.destroyJob(1, "meanwhile");
  it.reconnect();
  assertEquals([await waiting, it.job.status.reason], [JobState.destroyed, "meanwhile"]);
  await it.job.destroy();
});

Deno.test("an old server, which tells less of a job, serves as well", {
  permissions: "none",
}, async () => {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  server.answers.get_job_state = (): unknown => {
    const { state, power, keepalive, reason } = server.state();
    return { state, power, keepalive, reason };
  };
  const options: JobOptions = { hostname: "host", clock, dial: server.dial, keepaliveIn: "thread" };
  const job = await Job.resume(1, options);
  assertEquals((await job.waitUntilReady()).machineName, "m");
  assertEquals([job.keepalive, job.status.startTime], [12, null]);
  // The list of jobs tells what the state does not: it is another's now.
  server.job = { ...server.job, start_time: 5 };
  server.drop();
  await pass(clock, 6);
  assertInstanceOf(job.gone.reason, JobUnknownError);
  await job.destroy();
  assertEquals([server.commands().includes("destroy_job"), server.open, clock.pending], [
    false,
    0,
    0,
  ]);
});

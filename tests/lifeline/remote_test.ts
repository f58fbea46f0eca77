import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { JobUnknownError } from "../../lib/errors.ts";
import type { LifelineEvents } from "../../lib/lifeline/lifeline.ts";
import { RemoteLifeline } from "../../lib/lifeline/remote.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { ThreadedServer } from "../lib_test_kit/threaded_server.ts";

const KEEPALIVE = 0.5;

interface Kept {
  client: ProtocolClient;
  lifeline: RemoteLifeline;
  told: string[];
}

/** Creates a job, and starts to keep it alive from a worker. */
async function kept(
  { hostname, port }: { hostname: string; port: number },
  events: LifelineEvents = {},
): Promise<Kept> {
  const client = await ProtocolClient.connect(hostname, { port, timeout: 5 });
  const jobId = await client.createJob({ owner: "me", keepalive: KEEPALIVE });
  const { startTime } = await client.getJobState(jobId);
  const told: string[] = [];
  const lifeline = new RemoteLifeline({
    hostname,
    port,
    identity: { jobId, owner: "me", startTime },
    keepalive: KEEPALIVE,
  }, { onTrouble: ({ message }) => told.push(message), ...events });
  return { client, lifeline, told };
}

/** Keeps a job alive from here until something happened: a worker takes its time to start. */
async function keepAliveUntil(event: Promise<void>, client: ProtocolClient): Promise<void> {
  let happened = false;
  event.then(() => happened = true);
  while (!happened) {
    await client.jobKeepalive(1);
    await Promise.race([event, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
}

const waysToBlock: Record<string, (seconds: number) => void> = {
  "waits for memory": (seconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
  },
  "is busy": (seconds) => {
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until);
  },
};

for (const [name, block] of Object.entries(waysToBlock)) {
  Deno.test(`a lifeline in a worker beats on while the main thread ${name}`, async () => {
    await using server = await ThreadedServer.start();
    const beat = server.beatAfter(1);
    const { client, lifeline } = await kept(server);
    await keepAliveUntil(beat, client);
    const before = (await server.report()).beats.length;
    block(3 * KEEPALIVE);
    const { jobs, destroyed, beats } = await server.report();
    assertEquals([jobs, destroyed], [[1], []]);
    assert(beats.length - before >= 5, `only ${beats.length - before} beats`);
    await lifeline.stop();
    await client.destroyJob(1);
    await client.close();
    assertEquals((await server.report()).jobs, []);
  });
}

Deno.test("a lifeline in a worker tells what it hears, and stops", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const heard = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const { client, lifeline } = await kept(server, {
    onStatus: ({ state }) => state === 4 ? gone.resolve() : heard.resolve(),
  });
  await keepAliveUntil(heard.promise, client);
  server.destroyJob(1);
  await gone.promise;
  await Promise.all([lifeline.stop(), lifeline.stop()]);
  await lifeline.stop();
  await client.close();
  assertEquals(server.jobs, []);
});

Deno.test("a lifeline in a worker tells of trouble and recovery", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const heard = Promise.withResolvers<void>();
  const recovered = Promise.withResolvers<void>();
  const { client, lifeline } = await kept(server, {
    onStatus: () => heard.resolve(),
    onTrouble: () => server.fallSilent(false),
    onRecovered: () => recovered.resolve(),
  });
  await keepAliveUntil(heard.promise, client);
  server.fallSilent();
  server.dropConnections();
  await recovered.promise;
  server.destroyJob(1);
  await lifeline.stop();
  await client.close();
});

Deno.test("a lifeline in a worker tells that its job is another's", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const { hostname, port } = server;
  const client = await ProtocolClient.connect(hostname, { port, timeout: 5 });
  const jobId = await client.createJob({ owner: "you", keepalive: null });
  const lost = Promise.withResolvers<JobUnknownError>();
  const identity = { jobId, owner: "me", startTime: null };
  const lifeline = new RemoteLifeline({ hostname, port, identity, keepalive: KEEPALIVE }, {
    onLost: (error) => lost.resolve(error),
  });
  const error = await lost.promise;
  assertInstanceOf(error, JobUnknownError);
  assertEquals([error.jobId, error.message.startsWith("Job 1 is lost")], [1, true]);
  await lifeline.stop();
  await client.destroyJob(jobId);
  await client.close();
  assertEquals(server.jobs, []);
});

Deno.test("a lifeline goes on in its thread when its worker dies", async () => {
  await using server = await Simulator.start({ powerDelay: 0, timeoutCheckInterval: 0.05 });
  const RealWorker = globalThis.Worker;
  globalThis.Worker = class extends RealWorker {
    constructor(_url: string | URL, options?: WorkerOptions) {
      super(new URL("../lib_test_kit/dying_worker.ts", import.meta.url), options);
    }
  };
  let beats = 0;
  let enough = Promise.withResolvers<void>();
  const recovered = Promise.withResolvers<void>();
  const { client, lifeline, told } = await kept(server, {
    onStatus: () => ++beats >= 1 ? enough.resolve() : undefined,
    onRecovered: () => recovered.resolve(),
  });
  globalThis.Worker = RealWorker;
  await keepAliveUntil(enough.promise, client);
  enough = Promise.withResolvers<void>();
  const channel = new BroadcastChannel("tests/lifeline: die");
  beats = -5;
  channel.postMessage("now");
  channel.close();
  const cancel = systemClock.after(5, () => enough.reject(new Error("the lifeline has ended")));
  await enough.promise; // longer than the keepalive, and only the substitute is left
  cancel();
  assertMatch(told.join(), /^The worker .* job 1 alive failed \(.*\): .* must not be blocked/);
  await recovered.promise;
  assertEquals(server.jobs.map(({ id }) => id), [1]);
  await lifeline.stop();
  await client.destroyJob(1);
  await client.close();
  assertEquals(server.jobs, []);
});

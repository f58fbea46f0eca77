import { assert, assertEquals, assertRejects } from "@std/assert";
import { RequestError } from "../../lib/errors.ts";
import { ManualClock, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

Deno.test("where a simulator listens is copied with its other properties", async () => {
  await using server = await Simulator.start();
  const { hostname, port } = { ...server };
  assertEquals([hostname, typeof port], ["127.0.0.1", "number"]);
});

Deno.test("a simulator listens on loopback, on a free port", async () => {
  await using server = await Simulator.start();
  assertEquals(server.hostname, "127.0.0.1");
  assert(server.port > 0);
});

Deno.test("no connection of others takes a simulator's ports while it restarts", async () => {
  await using server = await Simulator.start({ manners: "java", api: {} });
  for (const port of [server.port, Number(new URL(server.api?.url ?? "").port)]) {
    assert(port < 32768, `the system picks port ${port} for connections`);
  }
});

Deno.test("an option that is undefined is one that was not given", async () => {
  const given = { hostname: undefined, clock: undefined, powerDelay: undefined };
  await using server = await Simulator.start(given as unknown as SimulatorOptions);
  assertEquals(server.hostname, "127.0.0.1");
});

Deno.test("Simulator.start() rejects machines that make no sense", async () => {
  await assertRejects(() => Simulator.start({ machines: ["demo"] }), RequestError, '"demo"');
  await assertRejects(
    () => Simulator.start({ machines: ["a:1x1", "a:2x2"] }),
    RequestError,
    'the name "a"',
  );
  await assertRejects(() => Simulator.start({ timeoutCheckInterval: 0 }), RequestError, "above 0");
});

Deno.test("Simulator.start() rejects a port that is taken", async () => {
  await using server = await Simulator.start();
  await assertRejects(() => Simulator.start({ port: server.port }), Deno.errors.AddrInUse);
});

Deno.test("close() ends connections, timers and all", async () => {
  const clock = new ManualClock();
  const server = await Simulator.start({ clock });
  using client = await RawClient.open(server);
  await client.createJob();
  assertEquals([server.connections, clock.pending], [1, 2]);
  await server.close();
  await client.closed();
  assertEquals([server.connections, clock.pending], [0, 0]);
  await server.close();
  await assertRejects(() => RawClient.open(server), Deno.errors.ConnectionRefused);
  await assertRejects(() => server.restart({ cold: true }), Error, "closed");
});

Deno.test("close() leaves no timer of the real clock behind", async () => {
  const server = await Simulator.start({ secondsBeforeFree: 60 });
  using client = await RawClient.open(server);
  await client.createJob();
  await server.close();
});

Deno.test("dropConnections() closes connections, and clients can come again", async () => {
  await using server = await Simulator.start();
  using before = await RawClient.open(server);
  await before.createJob([], { keepalive: 10 });
  server.dropConnections();
  assertEquals((await before.closed(), before.received.at(-1)), "closed");
  using after = await RawClient.open(server);
  assertEquals((await after.state(1)).power, true);
});

Deno.test("a cold restart forgets all jobs and counts from 1 again", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:1x1"], clock });
  const { port } = server;
  using before = await RawClient.open(server);
  await before.createJob([1, 1]);
  await server.restart({ cold: true });
  await before.closed();
  assertEquals([server.port, server.jobs.length, server.destroyedJobs.size], [port, 0, 0]);
  using after = await RawClient.open(server);
  assertEquals((await after.state(1)).state, 0);
  assertEquals(await after.createJob([1, 1]), 1);
  clock.advance(0.2);
  assertEquals((await after.state(1)).state, 3);
});

Deno.test("a warm restart keeps jobs, with their whole keepalive before them", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ clock });
  using before = await RawClient.open(server);
  await before.createJob([], { keepalive: 10 });
  clock.advance(8);
  await server.restart({ cold: false });
  clock.advance(8);
  using after = await RawClient.open(server);
  assertEquals((await after.state(1)).state, 3);
  assertEquals(await after.createJob(), 2);
});

Deno.test("a restart takes subscriptions away", async () => {
  await using server = await Simulator.start();
  using before = await RawClient.open(server);
  await before.call("notify_job");
  await server.restart({ cold: false });
  using after = await RawClient.open(server);
  await after.createJob();
  await after.call("version");
  assertEquals(after.received, [{ return: 1 }, { return: "1!7.0.0" }]);
});

Deno.test("jobs shows what a test wants to know", async () => {
  await using server = await Simulator.start({ machines: ["m:4x2"] });
  using client = await RawClient.open(server);
  await client.createJob([3], { owner: "alice", keepalive: 20, tags: ["default"] });
  assertEquals(server.jobs, [{
    id: 1,
    owner: "alice",
    state: "power",
    power: true,
    keepalive: 20,
    keepaliveHost: "127.0.0.1",
    args: [3],
    kwargs: { tags: ["default"] },
    machine: "m",
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
  }]);
});

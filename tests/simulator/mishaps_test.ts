import { assertEquals, assertRejects } from "@std/assert";
import { type Manners, ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

const KINDS: readonly Manners[] = ["python", "java"];

for (const manners of KINDS) {
  const on = `with ${manners === "java" ? "Java" : "Python"} manners`;
  const start = async (clock = new ManualClock()): Promise<Simulator> =>
    await Simulator.start({ machines: ["m:4x2"], manners, clock });

  Deno.test(`setPowerDelay() makes boards slow ${on}`, async () => {
    const clock = new ManualClock();
    await using server = await start(clock);
    using client = await RawClient.open(server);
    server.setPowerDelay(50);
    const id = await client.createJob();
    clock.advance(49);
    assertEquals((await client.state(id)).state, 2);
    clock.advance(1);
    assertEquals((await client.state(id)).state, 3);
  });

  Deno.test(`failPower() has boards fail to go on, so many times, ${on}`, async () => {
    const clock = new ManualClock();
    await using server = await start(clock);
    using client = await RawClient.open(server);
    server.failPower(2);
    for (let i = 0; i < 3; i++) await client.createJob();
    clock.advance(0.3);
    const lost = server.jobs.filter(({ state }) => state !== "ready").length;
    assertEquals([lost, server.destroyedJobs.size], manners === "java" ? [2, 0] : [0, 2]);
    const reasons = [...server.destroyedJobs.values()];
    assertEquals(reasons, reasons.map(() => "Machine configuration failed."));
    assertEquals(server.jobs.filter(({ state }) => state === "ready").length, 1);
  });

  Deno.test(`refuseJobs() has a text of one's own for new jobs, and takes others' as before, ${on}`, async () => {
    await using server = await start();
    using client = await RawClient.open(server);
    const id = await client.createJob();
    server.refuseJobs("quota exceeded in group 7");
    await assertRejects(() => client.createJob(), Error, "quota exceeded in group 7");
    assertEquals((await client.state(id)).state, 2);
    server.refuseJobs(null);
    assertEquals(await client.createJob(), id + 1);
  });

  Deno.test(`fallSilent() hears and says nothing until it is taken back, ${on}`, async () => {
    const clock = new ManualClock();
    await using server = await start(clock);
    using client = await RawClient.open(server);
    await client.createJob();
    await client.call("notify_job", [manners === "java" ? 4001 : 1]);
    const before = client.received.length;
    server.fallSilent();
    await client.send("version");
    using late = await RawClient.open(server);
    await late.send("version");
    clock.advance(0.2);
    // They are hung up on when all that they sent was read.
    for (const it of [client, late]) {
      await it.closeWrite();
      await it.closed();
    }
    assertEquals(client.received.slice(before), ["closed"]);
    assertEquals(late.received, ["closed"]);
    server.fallSilent(false);
    using after = await RawClient.open(server);
    assertEquals((await after.call("list_jobs") as unknown[]).length, 1);
  });

  Deno.test(`restart() refuses connections for its downtime ${on}`, async () => {
    const clock = new ManualClock();
    await using server = await start(clock);
    using before = await RawClient.open(server);
    const id = await before.createJob([], { keepalive: 100 });
    const restarting = server.restart({ cold: false, downtime: 20 });
    await before.closed();
    await assertRejects(() => RawClient.open(server), Deno.errors.ConnectionRefused);
    clock.advance(20);
    await restarting;
    using after = await RawClient.open(server);
    assertEquals((await after.state(id)).state, 3);
  });

  Deno.test(`restarts come one after the other ${on}`, async () => {
    const clock = new ManualClock();
    await using server = await start(clock);
    const idle = clock.pending;
    const restarts = [1, 2].map(() => server.restart({ cold: false, downtime: 10 }));
    // Nothing is waited for while it is down but its end, and what a Python server goes on with.
    const downtime = manners === "java" ? 1 : idle + 1;
    for (const restarting of restarts) {
      while (clock.pending !== downtime) await new Promise((resolve) => setTimeout(resolve, 1));
      await assertRejects(() => RawClient.open(server), Deno.errors.ConnectionRefused);
      clock.advance(10);
      await restarting;
    }
    using client = await RawClient.open(server);
    assertEquals(await client.call("list_jobs"), []);
  });

  Deno.test(`close() ends a downtime ${on}`, async () => {
    const server = await start();
    const restarting = server.restart({ cold: true, downtime: 1e6 });
    await server.close();
    await restarting;
    await assertRejects(() => RawClient.open(server), Deno.errors.ConnectionRefused);
  });

  Deno.test(`close() leaves nothing to come ${on}`, async () => {
    const clock = new ManualClock();
    const server = await start(clock);
    using client = await RawClient.open(server);
    await client.createJob();
    await client.call("notify_job", []);
    await client.send("ver"); // and no more
    await server.close();
    await client.closed();
    assertEquals(clock.pending, 0);
  });
}

Deno.test("to a Python server, places without a board are dead ones", async () => {
  const machine = { name: "m", width: 1, height: 1, missingBoards: [[0, 0, 1]] } as const;
  await using server = await Simulator.start({ machines: [machine] });
  using client = await RawClient.open(server);
  const [listed] = await client.call("list_machines") as { dead_boards: unknown }[];
  assertEquals(listed?.dead_boards, [[0, 0, 1]]);
});

Deno.test("a Python server has no other API", async () => {
  await using server = await Simulator.start();
  let message = "";
  try {
    server.addHiddenJob();
  } catch (error) {
    message = (error as Error).message;
  }
  assertEquals(message, "Cannot add a hidden job: a Python server shows all jobs to everybody");
});

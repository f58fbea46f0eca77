// Permissions: all, because boards have addresses of their own.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ping } from "../../lib/boards/ping.ts";
import { RequestError } from "../../lib/errors.ts";
import { allocate, type AllocatedJob, type Boards } from "../../lib/mod.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { bootBoard } from "../lib_test_kit/boot_board.ts";

const QUICK = { retries: 1, timeout: 0.2 };
const FRAME = { name: "demo", width: 4, height: 2 };

/** Starts a server whose boards have sockets. */
async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  return await Simulator.start({
    powerDelay: 0,
    secondsBeforeFree: 0,
    boards: { sockets: true },
    ...options,
  });
}

/** Allocates boards of a server. */
async function boardsOf({ hostname, port }: Simulator, what: Boards): Promise<AllocatedJob> {
  return await allocate(what, { hostname, port, owner: "me", keepaliveIn: "thread" });
}

/** Addresses of the boards of a job that are silent. */
async function silentOf({ connections }: AllocatedJob): Promise<string[]> {
  return (await ping(connections, QUICK)).silent.map(({ hostname }) => hostname);
}

for (const manners of ["python", "java"] as const) {
  const on = `on a ${manners} server`;

  Deno.test(`boards answer on their own addresses, silent ones do not, ${on}`, async () => {
    const machines = [{ ...FRAME, silentBoards: [[0, 0, 1], [3, 1, 2]] as const }];
    await using server = await start({ manners, machines });
    await using job = await boardsOf(server, [4, 2]);
    const addresses = job.connections.map(({ hostname }) => hostname);
    assertEquals(new Set(addresses).size, 24);
    for (const address of addresses) assertMatch(address, /^127\.\d+\.\d+\.\d+$/);
    const { answering, silent } = await ping(job.connections, QUICK);
    assertEquals([answering.length, silent.length], [22, 2]);
    const places = await Promise.all(silent.map(({ x, y }) => job.whereIs([x, y])));
    assertEquals(places.map((place) => place?.logical), [[0, 0, 1], [3, 1, 2]]);
  });

  Deno.test(`boards are silent while they are off, and when their job is gone, ${on}`, async () => {
    await using server = await start({ manners });
    const job = await boardsOf(server, 3);
    const { connections } = job;
    assertEquals(await silentOf(job), []);
    await job.powerOff();
    await job.waitUntilReady();
    assertEquals((await silentOf(job)).length, 3);
    await job.powerOn();
    await job.waitUntilReady();
    assertEquals(await silentOf(job), []);
    await job.destroy();
    assertEquals((await ping(connections, QUICK)).silent.length, 3);
  });

  Deno.test(`boards that need it are silent until one of them was booted, ${on}`, async () => {
    await using server = await start({ manners, boards: { sockets: true, needBoot: true } });
    await using job = await boardsOf(server, 3);
    await using other = await boardsOf(server, 1);
    assertEquals((await silentOf(job)).length, 3);
    await bootBoard(job.hostname, { lost: [1] });
    assertEquals((await silentOf(job)).length, 3, "a block was lost");
    await bootBoard(job.hostname);
    assertEquals(await silentOf(job), []);
    assertEquals((await silentOf(other)).length, 1);
    server.setPowerDelay(0.3);
    await job.reset();
    await job.waitForStateChange(3);
    await job.waitUntilReady();
    assertEquals((await silentOf(job)).length, 3, "what was powered on again is not booted");
  });
}

Deno.test("boards have the same addresses over the API, and answer there", async () => {
  await using server = await start({ api: { accounts: [{ name: "ada", password: "secret" }] } });
  await using job = await allocate([1, 1], {
    hostname: server.api?.url ?? "",
    credentials: { user: "ada", password: "secret" },
    keepaliveIn: "thread",
  });
  for (const { hostname } of job.connections) assertMatch(hostname, /^127\./);
  assertEquals(await silentOf(job), []);
});

Deno.test("boards go on while the server restarts", async () => {
  await using server = await start();
  await using job = await boardsOf(server, 3);
  await server.restart({ cold: false });
  assertEquals(await silentOf(job), []);
  await server.restart({ cold: true });
  assertEquals((await silentOf(job)).length, 3, "they are nobody's now");
});

Deno.test("machines and servers have addresses of their own", async () => {
  const machines = ["one:1x1", "two:1x1"];
  await using first = await start({ machines });
  await using second = await start({ machines });
  const networks = [];
  for (const server of [first, second]) {
    for (const machine of ["one", "two"]) {
      const { hostname, port } = server;
      await using job = await allocate(3, { hostname, port, owner: "me", machine });
      networks.push(job.hostname);
      assertEquals(await silentOf(job), []);
    }
  }
  assertEquals(new Set(networks).size, 4);
});

Deno.test("a server that is closed leaves no socket behind", async () => {
  const addresses = [];
  for (let time = 0; time < 2; time++) {
    await using server = await start();
    await using job = await boardsOf(server, 1);
    addresses.push(job.hostname);
  }
  assertEquals(addresses[0], addresses[1]);
});

Deno.test("1,200 boards have sockets, are asked within seconds, and more are refused", async () => {
  {
    const silentBoards = [[7, 7, 0], [19, 0, 2]] as const;
    const machines = [{ name: "big", width: 20, height: 20, silentBoards }];
    await using server = await start({ machines });
    await using job = await boardsOf(server, 1200);
    const since = performance.now();
    const { answering, silent } = await ping(job.connections);
    const seconds = (performance.now() - since) / 1000;
    assertEquals([answering.length, silent.length], [1198, 2]);
    // About 9 s, most of it for the simulated boards themselves.
    assert(seconds < 40, `${seconds} s`);
  }
  const error = await assertRejects(
    () => start({ machines: ["big:20x20", "m:1x1"] }),
    RequestError,
  );
  assertMatch(error.message, /^Cannot give addresses to 1203 boards: at most 1200/);
});

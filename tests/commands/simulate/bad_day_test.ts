import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../../commands/errors.ts";
import {
  BAD_DAYS,
  type BadDay,
  badDay,
  scheduleBadDays,
} from "../../../commands/simulate/bad_day.ts";
import { simulateCommand as simulate } from "../../../commands/simulate.ts";
import { type Manners, ManualClock, Simulator } from "../../../lib/simulator/mod.ts";
import { RawClient } from "../../simulator/raw_client.ts";
import { FakeContext, runIn } from "../fake_context.ts";

const PURE = { permissions: "none" } as const;

/** A simulator with bad days to come, and what was told of them. */
class BadServer implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly server: Simulator;
  readonly #days: Disposable;

  private constructor(
    server: Simulator,
    clock: ManualClock,
    days: readonly BadDay[],
    manners: Manners,
  ) {
    this.server = server;
    this.clock = clock;
    const tell = (sentence: string): void => void this.told.push(sentence);
    this.#days = scheduleBadDays(days, { server, manners, clock, tell });
  }

  static async start(days: readonly BadDay[], manners: Manners = "python"): Promise<BadServer> {
    const clock = new ManualClock();
    const server = await Simulator.start({ clock, manners });
    return new BadServer(server, clock, days, manners);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#days[Symbol.dispose]();
    await this.server.close();
  }
}

const day = (name: BadDay["name"], at: number, lasts: number | null = null): BadDay => {
  return { name, at, lasts };
};

Deno.test("a bad day is WHAT@SECONDS, perhaps with how long it lasts", PURE, () => {
  const parse = (value: string) => badDay({ label: "Option", type: "", name: "--bad-day", value });
  assertEquals(parse("restart@30"), day("restart", 30));
  assertEquals(parse("cold-restart@0.5+2.5"), day("cold-restart", 0.5, 2.5));
  assertEquals(parse("silent@1m30s+5m"), day("silent", 90, 300));
  for (const name of BAD_DAYS) assertEquals(parse(`${name}@7`), day(name, 7));
});

Deno.test("simulate refuses bad days that make no sense", async () => {
  const shape = `--bad-day takes WHAT@TIME[+TIME] with one of ${BAD_DAYS.join(", ")}, not`;
  const time = "with a time such as 90 or 5m, not";
  for (
    const [given, message] of [
      ["restart", `${shape} "restart"`],
      ["flood@7", `${shape} "flood@7"`],
      ["restart@7+", `${shape} "restart@7+"`],
      ["restart@-7", `--bad-day takes restart@TIME[+TIME] ${time} "restart@-7"`],
      ["silent@7+soon", `--bad-day takes silent@TIME[+TIME] ${time} "silent@7+soon"`],
      ["destroyed@7+3", `--bad-day takes destroyed@TIME ${time} "destroyed@7+3"`],
      ["power-failure@7+3", `--bad-day takes power-failure@TIME ${time} "power-failure@7+3"`],
    ] as const
  ) {
    const context = new FakeContext();
    context.interrupt();
    const running = runIn(context, simulate, ["--port", "0", "--bad-day", "silent@9", given]);
    assertEquals((await assertRejects(() => running, UsageError)).message, message);
  }
});

for (const [name, jobs] of [["restart", 1], ["cold-restart", 0]] as const) {
  Deno.test(`a ${name} drops connections, refuses them for a while, and leaves ${jobs} of 1 job`, async () => {
    await using bad = await BadServer.start([day(name, 30, 10)]);
    using client = await RawClient.open(bad.server);
    await client.createJob([], { keepalive: null });
    bad.clock.advance(29);
    assertEquals(bad.told, []);
    const before = bad.clock.pending;
    bad.clock.advance(1);
    await client.closed();
    await assertRejects(() => RawClient.open(bad.server), Deno.errors.ConnectionRefused);
    const kept = jobs === 1 ? "keeps its jobs" : "forgets all jobs";
    assertEquals(bad.told, [`The server restarts, which takes 10 s, and ${kept}.`]);
    while (bad.clock.pending < before) await new Promise((resolve) => setTimeout(resolve, 1));
    bad.clock.advance(10);
    using after = await reconnect(bad.server);
    assertEquals((await after.call("list_jobs") as unknown[]).length, jobs);
  });
}

/** Connects as soon as that is possible. */
async function reconnect(server: Simulator): Promise<RawClient> {
  for (;;) {
    try {
      return await RawClient.open(server);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

Deno.test("slow power has boards take long from then on", async () => {
  await using bad = await BadServer.start([day("slow-power", 5, 100)]);
  using client = await RawClient.open(bad.server);
  bad.clock.advance(5);
  const id = await client.createJob([], { keepalive: null });
  bad.clock.advance(99);
  assertEquals((await client.state(id)).state, 2);
  bad.clock.advance(1);
  assertEquals((await client.state(id)).state, 3);
  assertEquals(bad.told, ["Boards take 100 s to go on or off."]);
});

Deno.test("a power failure has the next boards fail to go on", async () => {
  for (const manners of ["python", "java"] as const) {
    await using bad = await BadServer.start([day("power-failure", 5)], manners);
    using client = await RawClient.open(bad.server);
    const before = await client.createJob([], { keepalive: 1e6 });
    bad.clock.advance(5);
    const after = await client.createJob([], { keepalive: 1e6 });
    bad.clock.advance(0.3);
    assertEquals((await client.state(before)).state, 3);
    assertEquals((await client.state(after)).state, manners === "java" ? 2 : 4);
    assertEquals(bad.told, ["The next boards that are switched on fail to go on."]);
  }
});

Deno.test("an administrator destroys the jobs there are", async () => {
  await using bad = await BadServer.start([day("destroyed", 5), day("destroyed", 6)]);
  using client = await RawClient.open(bad.server);
  for (let i = 0; i < 2; i++) await client.createJob();
  bad.clock.advance(5);
  assertEquals(
    [...bad.server.destroyedJobs.values()],
    Array(2).fill("destroyed by an administrator"),
  );
  await client.createJob();
  bad.clock.advance(1);
  assertEquals(bad.told, ["An administrator destroys 2 jobs.", "An administrator destroys 1 job."]);
});

Deno.test("a server that is refusing takes no new jobs, for ever or for a while", async () => {
  for (const lasts of [null, 10]) {
    await using bad = await BadServer.start([day("refusing", 5, lasts)], "java");
    using client = await RawClient.open(bad.server);
    await client.createJob();
    bad.clock.advance(5);
    const text = "The Server has been stopped due to an emergency.";
    await assertRejects(() => client.createJob(), Error, text);
    bad.clock.advance(10);
    if (lasts === null) await assertRejects(() => client.createJob(), Error, text);
    else await client.createJob();
    const again = lasts === null ? [] : ["The server takes new jobs again."];
    assertEquals(bad.told, ["The server refuses new jobs.", ...again]);
  }
});

Deno.test("a server that is silent lets clients connect, and answers nothing for a while", async () => {
  await using bad = await BadServer.start([day("silent", 5, 10)]);
  bad.clock.advance(5);
  using client = await RawClient.open(bad.server);
  await client.send("version");
  await client.closeWrite();
  await client.closed();
  assertEquals(client.received, ["closed"]);
  bad.clock.advance(10);
  using after = await RawClient.open(bad.server);
  assertEquals(await after.call("version"), "1!7.0.0");
  assertEquals(bad.told, ["The server falls silent.", "The server answers again."]);
});

Deno.test("bad days that are still to come can be taken back", async () => {
  const bad = await BadServer.start([day("silent", 5, 10), day("destroyed", 99)]);
  const { clock } = bad;
  clock.advance(5);
  await bad[Symbol.asyncDispose]();
  assertEquals(clock.pending, 0);
});

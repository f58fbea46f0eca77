import { assertEquals } from "@std/assert";
import { RawClient } from "../raw_client.ts";
import { FIRST, JavaTest } from "./java_server.ts";

const LONG = { keepalive: 1e6 };

/** A second client, which hears what the first one does. */
class Listener implements Disposable {
  readonly #client: RawClient;
  #heard = 0;

  private constructor(client: RawClient) {
    this.#client = client;
  }

  static async open({ server }: JavaTest): Promise<Listener> {
    return new Listener(await RawClient.open(server));
  }

  async subscribe(command: string, ...args: unknown[]): Promise<void> {
    await this.#client.call(command, args);
    this.#heard = this.#client.received.length;
  }

  /** Returns the notifications since the last call. */
  async told(): Promise<unknown[]> {
    // Whatever was told before this is answered has come.
    await this.#client.call("version");
    const told = this.#client.received.slice(this.#heard, -1);
    this.#heard = this.#client.received.length;
    return told;
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}

const JOB = { jobs_changed: [FIRST] };

Deno.test("a change of a job is told at once, and then every 60 s, changed or not", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], LONG);
  test.clock.advance(1);
  using listener = await Listener.open(test);
  await listener.subscribe("notify_job", FIRST);
  test.clock.advance(300);
  assertEquals(await listener.told(), [], "nothing has changed yet");
  await test.client.call("power_off_job_boards", [FIRST]);
  assertEquals(await listener.told(), [JOB]);
  test.clock.advance(0.2);
  assertEquals(await listener.told(), [JOB]);
  for (let round = 0; round < 3; round++) {
    test.clock.advance(59);
    assertEquals(await listener.told(), []);
    test.clock.advance(1);
    assertEquals(await listener.told(), [JOB]);
  }
  await test.client.call("destroy_job", [FIRST]);
  assertEquals(await listener.told(), [JOB]);
  test.clock.advance(60);
  assertEquals(await listener.told(), [JOB], "after destruction as well");
});

Deno.test("changes of a queued job are told: boards, readiness, death", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  const first = await test.client.createJob([4, 2], LONG);
  const second = await test.client.createJob([4, 2], LONG);
  const third = await test.client.createJob([4, 2], { keepalive: 5 });
  using listener = await Listener.open(test);
  await listener.subscribe("notify_job", second);
  await listener.subscribe("notify_job", third);
  await test.client.call("destroy_job", [first]);
  test.clock.advance(5); // the next round of the allocator
  assertEquals(await listener.told(), [{ jobs_changed: [second] }]);
  test.clock.advance(0.2);
  assertEquals(await listener.told(), [{ jobs_changed: [second] }]);
  test.clock.advance(30);
  assertEquals(await listener.told(), [{ jobs_changed: [third] }]);
});

Deno.test("a change that falls between two waits is told one wait late", async () => {
  await using test = await JavaTest.start({ notifyGap: 1, notifyWaitTime: 10 });
  await test.client.createJob([], LONG);
  using listener = await Listener.open(test);
  await listener.subscribe("notify_job", FIRST);
  test.clock.advance(0.2);
  assertEquals(await listener.told(), [JOB]);
  await test.client.call("destroy_job", [FIRST]);
  assertEquals(await listener.told(), []);
  test.clock.advance(10.9);
  assertEquals(await listener.told(), []);
  test.clock.advance(0.1);
  assertEquals(await listener.told(), [JOB]);
});

Deno.test("changes of a machine are that boards are given out, switched or freed", async () => {
  await using test = await JavaTest.start({}, { machines: ["m:4x2", "n:4x2"] });
  using listener = await Listener.open(test);
  await listener.subscribe("notify_machine", "m");
  const changed = { machines_changed: ["m"] };
  await test.client.createJob([], { machine: "n" });
  assertEquals(await listener.told(), []);
  const id = await test.client.createJob([], LONG);
  assertEquals(await listener.told(), [changed]);
  await test.client.call("destroy_job", [id]);
  assertEquals((await listener.told()).at(-1), changed);
  test.clock.advance(60);
  assertEquals(await listener.told(), [changed], "again, as of a job");
});

Deno.test("of all jobs, a new one is not told of, and its changes only from the next round on", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], LONG);
  test.clock.advance(1);
  using listener = await Listener.open(test);
  await listener.subscribe("notify_job");
  const second = await test.client.createJob([], LONG);
  test.clock.advance(1); // it is ready now
  assertEquals(await listener.told(), []);
  test.clock.advance(60);
  assertEquals(await listener.told(), [], "nor is a change repeated");
  await test.client.call("power_off_job_boards", [second]);
  assertEquals(await listener.told(), [{ jobs_changed: [second] }]);
  await test.client.call("destroy_job", [FIRST]);
  assertEquals(await listener.told(), [JOB]);
});

Deno.test("of all jobs and machines, changes between two rounds are lost", async () => {
  await using test = await JavaTest.start({ notifyGap: 1 }, { secondsBeforeFree: 0 });
  await test.client.createJob([], LONG);
  using jobs = await Listener.open(test);
  await jobs.subscribe("notify_job");
  using machines = await Listener.open(test);
  await machines.subscribe("notify_machine");
  test.clock.advance(0.2);
  assertEquals(await jobs.told(), [JOB]);
  assertEquals(await machines.told(), [{ machines_changed: ["m"] }]);
  await test.client.call("power_off_job_boards", [FIRST]);
  test.clock.advance(0.2);
  test.clock.advance(200);
  assertEquals([await jobs.told(), await machines.told()], [[], []]);
});

Deno.test("while there is no job, a subscription to all looks again and again, and finds the next", async () => {
  await using test = await JavaTest.start();
  using listener = await Listener.open(test);
  await listener.subscribe("notify_job");
  test.clock.advance(1);
  await test.client.createJob([], LONG);
  assertEquals(await listener.told(), [JOB], "its boards, not its creation");
});

Deno.test("to take back the bare subscription leaves those by id or name", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], LONG);
  using listener = await Listener.open(test);
  for (const args of [[], [FIRST]]) await listener.subscribe("notify_job", ...args);
  for (const args of [[], ["m"]]) await listener.subscribe("notify_machine", ...args);
  await listener.subscribe("no_notify_job");
  await listener.subscribe("no_notify_machine");
  test.clock.advance(0.2);
  const sorted = (await listener.told()).map((message) => JSON.stringify(message)).toSorted();
  assertEquals(sorted, [JSON.stringify(JOB), '{"machines_changed":["m"]}']);
  await listener.subscribe("no_notify_job", FIRST);
  await listener.subscribe("no_notify_machine", "m");
  await test.client.call("destroy_job", [FIRST]);
  assertEquals(await listener.told(), []);
});

Deno.test("to subscribe twice is to subscribe once", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], LONG);
  using listener = await Listener.open(test);
  for (let i = 0; i < 2; i++) await listener.subscribe("notify_job", FIRST);
  test.clock.advance(0.2);
  assertEquals(await listener.told(), [JOB]);
});

Deno.test("subscriptions end with their connection", async () => {
  await using test = await JavaTest.start();
  const before = test.clock.pending;
  {
    using listener = await Listener.open(test);
    await listener.subscribe("notify_job");
    await listener.subscribe("notify_machine");
    assertEquals(test.clock.pending, before + 2);
  }
  while (test.server.connections > 1) await test.client.call("version");
  assertEquals(test.clock.pending, before);
});

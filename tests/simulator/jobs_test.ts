import { assertEquals } from "@std/assert";
import { ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

Deno.test("boards take their time to go on and off", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ powerDelay: 5, clock });
  using client = await RawClient.open(server);
  const id = await client.createJob();
  clock.advance(4.9);
  assertEquals(await client.state(id), { state: 2, power: true, reason: null });
  clock.advance(0.1);
  assertEquals(await client.state(id), { state: 3, power: true, reason: null });
  await client.call("power_off_job_boards", [id]);
  assertEquals(await client.state(id), { state: 2, power: false, reason: null });
  clock.advance(5);
  assertEquals(await client.state(id), { state: 3, power: false, reason: null });
  await client.call("power_on_job_boards", [id]);
  clock.advance(3);
  await client.call("power_on_job_boards", [id]);
  clock.advance(3);
  assertEquals(await client.state(id), { state: 2, power: true, reason: null });
  clock.advance(2);
  assertEquals(await client.state(id), { state: 3, power: true, reason: null });
});

Deno.test("power commands do nothing to a job in the queue", async () => {
  await using server = await Simulator.start({ machines: ["m:1x1"] });
  using client = await RawClient.open(server);
  await client.createJob([1, 1]);
  const queued = await client.createJob([1, 1]);
  await client.call("power_on_job_boards", [queued]);
  assertEquals(await client.state(queued), { state: 1, power: null, reason: null });
});

Deno.test("a job dies when nothing is heard of it", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ timeoutCheckInterval: 5, clock });
  using client = await RawClient.open(server);
  await client.createJob([], { keepalive: 8 });
  await client.createJob([], { keepalive: null });
  clock.advance(9.9);
  assertEquals(server.jobs.length, 2);
  clock.advance(0.1);
  assertEquals(server.jobs.map(({ id }) => id), [2]);
  assertEquals(server.destroyedJobs, new Map([[1, "Job timed out."]]));
  clock.advance(1e5);
  assertEquals(server.jobs.length, 1);
});

Deno.test("commands about a job keep it alive, but not all of them", async () => {
  for (
    const [command, keepsAlive] of [
      ["job_keepalive", true],
      ["get_job_state", true],
      ["get_job_machine_info", true],
      ["power_on_job_boards", true],
      ["power_off_job_boards", true],
      ["notify_job", false],
      ["no_notify_job", false],
    ] as const
  ) {
    const clock = new ManualClock();
    await using server = await Simulator.start({ timeoutCheckInterval: 1, clock });
    using client = await RawClient.open(server);
    await client.createJob([], { keepalive: 10 });
    clock.advance(8);
    await client.call(command, [1]);
    clock.advance(8);
    assertEquals(server.jobs.length === 1, keepsAlive, command);
  }
});

Deno.test("a job in the queue is cancelled when it dies or is destroyed", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:1x1"], clock });
  using client = await RawClient.open(server);
  await client.createJob([1, 1], { keepalive: null });
  await client.createJob([1, 1], { keepalive: 10 });
  await client.createJob([1, 1], { keepalive: null });
  await client.createJob([1, 1], { keepalive: null });
  clock.advance(11);
  await client.call("destroy_job", [3], { reason: "changed my mind" });
  await client.call("destroy_job", [4]);
  await client.call("destroy_job", [1]);
  assertEquals([...server.destroyedJobs], [
    [2, "Cancelled: Job timed out."],
    [3, "Cancelled: changed my mind"],
    [4, "Cancelled: "],
    [1, null],
  ]);
});

Deno.test("a job that does not fit holds up those behind it", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:4x2"], clock });
  using client = await RawClient.open(server);
  const states = () => server.jobs.map(({ id, state }) => `${id} ${state}`);
  const settings = { keepalive: null };
  await client.createJob([3], settings);
  await client.createJob([4, 2], settings);
  await client.createJob([1], settings);
  clock.advance(1);
  assertEquals(states(), ["1 ready", "2 queued", "3 queued"]);
  await client.call("destroy_job", [1]);
  assertEquals(states(), ["2 queued", "3 queued"]);
  clock.advance(0.2);
  assertEquals(states(), ["2 power", "3 queued"]);
  await client.call("destroy_job", [2]);
  clock.advance(1);
  assertEquals(states(), ["3 ready"]);
});

Deno.test("a job that can run elsewhere overtakes one that can't", async () => {
  await using server = await Simulator.start({ machines: ["a:1x1", "b:2x1"] });
  using client = await RawClient.open(server);
  const places = () => server.jobs.map(({ id, machine }) => `${id} ${machine}`);
  await client.createJob([1, 1]);
  await client.createJob([1, 1], { machine: "a" });
  await client.createJob([1, 1]);
  assertEquals(places(), ["1 a", "2 null", "3 b"]);
});

Deno.test("destroying the head of the queue lets the next job in", async () => {
  await using server = await Simulator.start({ machines: ["m:4x2"] });
  using client = await RawClient.open(server);
  await client.createJob([3]);
  await client.createJob([4, 2]);
  await client.createJob([1]);
  await client.call("destroy_job", [2]);
  assertEquals(server.jobs.map(({ id, state }) => `${id} ${state}`), ["1 power", "3 power"]);
});

Deno.test("boards rest for a while before they are given out again", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({
    machines: ["m:1x1"],
    powerDelay: 1,
    secondsBeforeFree: 30,
    clock,
  });
  using client = await RawClient.open(server);
  await client.createJob([1, 1], { keepalive: null });
  await client.createJob([1, 1], { keepalive: null });
  clock.advance(1);
  server.destroyJob(1);
  clock.advance(30.9);
  assertEquals(server.jobs[0]?.state, "queued");
  clock.advance(0.1);
  assertEquals(server.jobs[0]?.state, "power");
});

Deno.test("destroyed jobs are remembered, but not for ever", async () => {
  await using server = await Simulator.start();
  using client = await RawClient.open(server);
  for (let id = 1; id <= 1201; id++) await client.createJob([0]);
  assertEquals(await client.state(1), { state: 0, power: null, reason: null });
  assertEquals((await client.state(2)).state, 4);
  assertEquals(server.destroyedJobs.size, 1200);
});

Deno.test("the server passes power commands of a destroyed job by", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:1x1"], clock });
  using client = await RawClient.open(server);
  await client.createJob([1, 1]);
  await client.call("destroy_job", [1], { reason: "first" });
  await client.call("destroy_job", [1], { reason: "second" });
  await client.call("power_on_job_boards", [1]);
  clock.advance(0.2);
  assertEquals(await client.state(1), { state: 4, power: null, reason: "first" });
  await client.createJob([1, 1]);
  assertEquals((await client.state(2)).state, 2);
});

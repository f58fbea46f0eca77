import { assertEquals } from "@std/assert";
import { ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

Deno.test("changes made by a command are told after its answer", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:4x2"], clock });
  using client = await RawClient.open(server);
  await client.call("notify_job");
  await client.call("notify_machine");
  await client.send("create_job", [], { owner: "me" });
  assertEquals(await client.next(), { return: 1 });
  assertEquals(await client.next(), { jobs_changed: [1] });
  assertEquals(await client.next(), { machines_changed: ["m"] });
  clock.advance(0.2);
  assertEquals(await client.next(), { jobs_changed: [1] });
  await client.send("power_off_job_boards", [1]);
  assertEquals(await client.next(), { return: null });
  assertEquals(await client.next(), { jobs_changed: [1] });
  clock.advance(0.2);
  assertEquals(await client.next(), { jobs_changed: [1] });
  await client.send("destroy_job", [1]);
  assertEquals(await client.next(), { return: null });
  assertEquals(await client.next(), { jobs_changed: [1] });
  assertEquals(await client.next(), { machines_changed: ["m"] });
});

Deno.test("other connections are told too, of what they asked for", async () => {
  await using server = await Simulator.start({ machines: ["m:4x2"] });
  using owner = await RawClient.open(server);
  using all = await RawClient.open(server);
  using second = await RawClient.open(server);
  using none = await RawClient.open(server);
  await all.call("notify_job");
  await all.call("notify_machine", ["other"]);
  await second.call("notify_job", [2]);
  await second.call("notify_machine", [], { machine_name: "m" });
  await none.call("version");
  for (let id = 1; id <= 2; id++) assertEquals(await owner.createJob(), id);
  await owner.call("version");
  assertEquals([await all.next(), await all.next()], [{ jobs_changed: [1] }, {
    jobs_changed: [2],
  }]);
  assertEquals(
    [await second.next(), await second.next(), await second.next()],
    [{ machines_changed: ["m"] }, { jobs_changed: [2] }, { machines_changed: ["m"] }],
  );
  await none.call("version");
  assertEquals(none.received, [{ return: "1!7.0.0" }, { return: "1!7.0.0" }]);
});

Deno.test("a subscription to some can be taken back one by one, or as a whole", async () => {
  await using server = await Simulator.start();
  using client = await RawClient.open(server);
  const changes = async () => {
    const before = client.received.length;
    await client.createJob();
    await client.call("version");
    return client.received.slice(before).filter((message) =>
      message !== "closed" && "jobs_changed" in message
    ).length;
  };
  await client.call("notify_job", [1]);
  await client.call("notify_job", [2]);
  await client.call("no_notify_job", [1]);
  assertEquals(await changes(), 0);
  assertEquals(await changes(), 1);
  await client.call("notify_job");
  // One job can't be taken out of all.
  await client.call("no_notify_job", [3]);
  assertEquals(await changes(), 1);
  await client.call("no_notify_job");
  assertEquals(await changes(), 0);
  assertEquals(await changes(), 0);
});

Deno.test("commands that come together are answered before any change is told", async () => {
  await using server = await Simulator.start();
  using client = await RawClient.open(server);
  await client.call("notify_job");
  const create = JSON.stringify({ command: "create_job", kwargs: { owner: "me" } });
  await client.write(`${create}\n${create}`);
  assertEquals(await client.next(), { return: 1 });
  assertEquals(await client.next(), { return: 2 });
  assertEquals(await client.next(), { jobs_changed: [1, 2] });
});

Deno.test("a job that comes out of the queue is told of", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["m:1x1"], clock });
  using client = await RawClient.open(server);
  await client.createJob([1, 1]);
  await client.createJob([1, 1]);
  await client.call("notify_job", [2]);
  clock.advance(0.2);
  server.destroyJob(1, "by the administrator");
  await client.call("version");
  clock.advance(0.2);
  assertEquals(await client.next(), { jobs_changed: [2] });
  clock.advance(0.2);
  assertEquals(await client.next(), { jobs_changed: [2] });
  assertEquals(server.jobs[0]?.state, "ready");
});

Deno.test("a job that dies of silence is told of", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ clock });
  using client = await RawClient.open(server);
  await client.createJob([], { keepalive: 5 });
  clock.advance(1);
  await client.call("notify_job");
  clock.advance(5);
  assertEquals(await client.next(), { jobs_changed: [1] });
  assertEquals(await client.state(1), { state: 4, power: null, reason: "Job timed out." });
});

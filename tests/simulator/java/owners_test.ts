import { assertEquals } from "@std/assert";
import { RawClient } from "../raw_client.ts";
import { FIRST, JavaTest } from "./java_server.ts";

Deno.test("every client can read, power and destroy every job of this API", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], { owner: "alice" });
  using stranger = await RawClient.open(test.server);
  assertEquals((await stranger.state(FIRST)).state, 2);
  await stranger.call("power_off_job_boards", [FIRST]);
  await stranger.call("destroy_job", [FIRST]);
  assertEquals(test.server.jobs, []);
});

Deno.test("list_jobs tells what there is of live jobs, queued ones included", async () => {
  await using test = await JavaTest.start({}, { machines: ["m:1x1"] });
  const sent = { owner: "alice", keepalive: 30.5, tags: ["default"], colour: "red" };
  await test.client.call("create_job", [1, "1"], sent);
  test.clock.advance(0.2);
  await test.client.createJob([1, 1], { owner: "bob" });
  await test.client.call("job_keepalive", [FIRST]);
  const gone = await test.client.createJob();
  await test.client.call("destroy_job", [gone]);
  assertEquals(await test.client.call("list_jobs"), [{
    job_id: FIRST,
    owner: "alice",
    start_time: 1_000,
    state: 3,
    power: true,
    keepalive: 30,
    reason: "",
    allocated_machine_name: "m",
    args: [1, "1"],
    kwargs: sent,
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
    keepalivehost: "127.0.0.1",
  }, {
    job_id: FIRST + 1,
    owner: "bob",
    start_time: 1_000,
    state: 1,
    power: false,
    keepalive: 60,
    reason: "",
    allocated_machine_name: "m", // chosen already
    args: [1, 1],
    kwargs: { owner: "bob" },
    boards: [],
    keepalivehost: "<Hidden>", // nobody has kept it alive yet
  }]);
});

Deno.test("jobs of the other API are hidden in the list, and occupy boards", async () => {
  await using test = await JavaTest.start({}, { machines: ["m:2x1"] });
  const hidden = test.server.addHiddenJob([1, 1]);
  test.clock.advance(0.2);
  assertEquals(await test.client.call("list_jobs"), [{
    job_id: hidden,
    owner: "<Hidden>",
    start_time: 1_000,
    state: 3,
    power: true,
    keepalive: 60,
    reason: "",
    allocated_machine_name: "m",
    args: [],
    kwargs: {},
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
    keepalivehost: "<Hidden>",
  }]);
  const place = { machine: "m", x: 0, y: 0, z: 0 };
  const found = await test.client.call("where_is", [], place) as { job_id: number };
  assertEquals(found.job_id, hidden);
  const next = await test.client.createJob([2, 1]);
  assertEquals((await test.state(next)).state, 1);
});

Deno.test("a hidden job lives until it is taken away", async () => {
  await using test = await JavaTest.start();
  const hidden = test.server.addHiddenJob([4, 2], { machine: "m" });
  test.clock.advance(1e4);
  assertEquals(test.server.jobs.map(({ id }) => id), [hidden]);
  test.server.destroyJob(hidden);
  assertEquals(test.server.jobs, []);
});

Deno.test("power is true in the list only when all boards are on", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  await test.client.createJob();
  const told = async (): Promise<unknown[]> => {
    const [job] = await test.client.call("list_jobs") as { state: number; power: boolean }[];
    return [job?.state, job?.power];
  };
  const seen = [await told()];
  test.clock.advance(0.2);
  seen.push(await told());
  await test.client.call("power_off_job_boards", [FIRST]);
  test.clock.advance(0.2);
  seen.push(await told());
  assertEquals(seen, [[2, false], [3, true], [3, false]]);
});

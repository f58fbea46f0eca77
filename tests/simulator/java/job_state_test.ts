import { assertEquals } from "@std/assert";
import { FIRST, JavaTest } from "./java_server.ts";

Deno.test("power commands lead to state 2, and then to 3, off as well as on", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  await test.client.createJob();
  const seen = async (): Promise<unknown[]> => {
    const { state, power } = await test.state();
    return [state, power];
  };
  // What is, is told, and not what is wanted.
  assertEquals(await seen(), [2, false]);
  test.clock.advance(0.2);
  assertEquals(await seen(), [3, true]);
  await test.says("null", "power_off_job_boards", [FIRST]);
  assertEquals(await seen(), [2, true]);
  test.clock.advance(0.2);
  assertEquals(await seen(), [3, false]);
  await test.says("null", "power_on_job_boards", [FIRST]);
  assertEquals(await seen(), [2, false]);
  test.clock.advance(0.2);
  assertEquals(await seen(), [3, true]);
});

Deno.test("commands that name a job keep it alive, but for list_jobs and destroy_job", async () => {
  const place = { chip_x: 0, chip_y: 0 };
  const commands: [string, unknown[], Record<string, unknown>, boolean][] = [
    ["job_keepalive", [FIRST], {}, true],
    ["get_job_state", [FIRST], {}, true],
    ["get_job_machine_info", [FIRST], {}, true],
    ["power_on_job_boards", [FIRST], {}, true],
    ["power_off_job_boards", [FIRST], {}, true],
    ["notify_job", [FIRST], {}, true],
    ["no_notify_job", [FIRST], {}, true],
    ["where_is", [], { job_id: FIRST, ...place }, true],
    ["list_jobs", [], {}, false],
    ["notify_job", [], {}, false],
    ["where_is", [], { machine: "m", ...place }, false],
  ];
  for (const [command, args, kwargs, keepsAlive] of commands) {
    await using test = await JavaTest.start();
    await test.client.createJob([], { keepalive: 20 });
    test.clock.advance(15);
    await test.client.call(command, args, kwargs);
    test.clock.advance(15);
    assertEquals(test.server.jobs.length, keepsAlive ? 1 : 0, command);
  }
});

Deno.test("get_job_state has six keys, and keepalive is the time of the last keepalive", async () => {
  await using test = await JavaTest.start();
  test.clock.advance(0.7);
  await test.client.createJob([], { keepalive: 25 });
  test.clock.advance(4.6);
  const first = {
    state: 3,
    power: true,
    keepalive: 1_000,
    reason: "",
    start_time: 1_000,
    keepalivehost: "",
  };
  assertEquals(await test.state(), first);
  test.clock.advance(3);
  // What is told is what was before the question, which keeps the job alive as well.
  assertEquals(await test.state(), { ...first, keepalive: 1_005, keepalivehost: "127.0.0.1" });
});

Deno.test("power is true of a destroyed job that had boards, and false of one that had none", async () => {
  await using test = await JavaTest.start();
  const whole = await test.fill();
  const queued = await test.client.createJob();
  for (const id of [queued, whole]) await test.client.call("destroy_job", [id]);
  const told = async (id: number): Promise<unknown[]> => {
    const { state, power } = await test.state(id);
    return [state, power];
  };
  assertEquals([await told(whole), await told(queued)], [[4, true], [4, false]]);
});

Deno.test("destroyed jobs are known for 14 days", async () => {
  await using test = await JavaTest.start({}, { timeoutCheckInterval: 1e5 });
  await test.client.createJob();
  test.clock.advance(0.4);
  await test.client.call("destroy_job", [FIRST], { reason: "done" });
  test.clock.advance(14 * 24 * 60 * 60 - 5);
  assertEquals((await test.state()).state, 4);
  test.clock.advance(10);
  await test.says("no such job", "get_job_state", [FIRST]);
  assertEquals(test.server.destroyedJobs.size, 0);
});

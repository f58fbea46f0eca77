import { assertEquals } from "@std/assert";
import { RawClient } from "../raw_client.ts";
import { FIRST, JavaTest } from "./java_server.ts";

const LONG = { keepalive: 1e6 };

Deno.test("boards are given out at once after a create, and every 5 s", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  const first = await test.client.createJob([4, 2], LONG);
  assertEquals((await test.state(first)).state, 2);
  test.clock.advance(1);
  const second = await test.client.createJob([4, 2], LONG);
  test.clock.advance(1);
  await test.client.call("destroy_job", [first]);
  test.clock.advance(2.9);
  assertEquals((await test.state(second)).state, 1);
  test.clock.advance(0.1);
  assertEquals((await test.state(second)).state, 2);
  // Whoever comes gets the others their boards too.
  const third = await test.client.createJob([4, 2], LONG);
  await test.client.call("destroy_job", [second]);
  await test.client.createJob([], LONG);
  assertEquals((await test.state(third)).state, 2);
});

Deno.test("jobs that fit overtake those that do not", async () => {
  await using test = await JavaTest.start();
  for (const args of [[3, 2], [3, 2], []]) await test.client.createJob(args);
  assertEquals(test.server.jobs.map(({ state }) => state), ["power", "queued", "power"]);
});

Deno.test("boards that were freed are given out at once, and go on 30 s after they went off", async () => {
  await using test = await JavaTest.start();
  const first = await test.client.createJob([4, 2], LONG);
  test.clock.advance(10);
  await test.client.call("destroy_job", [first]);
  const next = await test.client.createJob([4, 2], LONG);
  assertEquals((await test.state(next)).state, 2);
  test.clock.advance(30.3); // off for 0.2 s, then 30 s of rest, then on for 0.2 s
  assertEquals((await test.state(next)).state, 2);
  test.clock.advance(0.1);
  assertEquals((await test.state(next)).state, 3);
});

Deno.test("a job whose own boards go off waits as long until they go on", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 7 });
  const id = await test.fill();
  await test.client.call("power_off_job_boards", [id]);
  await test.client.call("power_on_job_boards", [id]);
  test.clock.advance(7.3);
  assertEquals((await test.state(id)).state, 2);
  test.clock.advance(0.1);
  assertEquals((await test.state(id)).state, 3);
});

Deno.test("silence is looked for every 30 s, in whole seconds", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], { keepalive: 10 });
  test.clock.advance(29.9);
  assertEquals(test.server.jobs.length, 1);
  test.clock.advance(0.1);
  assertEquals(test.server.destroyedJobs, new Map([[FIRST, "keepalive expired"]]));
  await test.client.createJob([], { keepalive: 30 }); // at 1,030 s: dies after 1,060 s
  test.clock.advance(30);
  assertEquals(test.server.jobs.length, 1);
  test.clock.advance(30);
  assertEquals((await test.state(FIRST + 1)).reason, "keepalive expired");
});

Deno.test("what the server destroys a job for is told as it is", async () => {
  await using test = await JavaTest.start();
  for (
    const reason of ["quota exceeded", "The machine has been shut down due to an emergency"]
  ) {
    const id = await test.client.createJob();
    test.server.destroyJob(id, reason);
    assertEquals((await test.state(id)).reason, reason);
  }
});

Deno.test("a job whose boards fail to go on is queued again: from 2 to 1", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  test.server.failPower();
  const id = await test.client.createJob([], LONG);
  const seen = [(await test.state(id)).state];
  for (let at = 0; at < 6; at += 0.1) {
    test.clock.advance(0.1);
    const { state } = await test.state(id);
    if (state !== seen.at(-1)) seen.push(state);
  }
  assertEquals(seen, [2, 1, 2, 3]);
});

Deno.test("a job that was ready is destroyed when its boards fail to go on", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  const id = await test.fill();
  await test.client.call("power_off_job_boards", [id]);
  test.clock.advance(0.2);
  test.server.failPower();
  await test.client.call("power_on_job_boards", [id]);
  test.clock.advance(0.2);
  const { state, reason } = await test.state(id);
  const text = "Error changing power state!  Please contact an administrator.";
  assertEquals([state, reason], [4, text]);
});

Deno.test("a job that is queued again keeps its place", async () => {
  await using test = await JavaTest.start({}, { secondsBeforeFree: 0 });
  test.server.failPower();
  const first = await test.client.createJob([4, 2], LONG);
  const second = await test.client.createJob([4, 2], LONG);
  test.clock.advance(10);
  assertEquals((await test.state(first)).state, 3);
  assertEquals((await test.state(second)).state, 1);
});

Deno.test("jobs, keepalives and the queue survive a restart", async () => {
  await using test = await JavaTest.start();
  await test.fill();
  await test.client.createJob([], LONG);
  const short = await test.client.createJob([], { keepalive: 10 });
  test.clock.advance(8);
  const before = test.server.jobs;
  await test.server.restart({ cold: false });
  assertEquals(test.server.jobs, before);
  using after = await RawClient.open(test.server);
  assertEquals((await after.state(short)).state, 1);
  // A keepalive is not given anew; this one was kept alive by the question.
  test.clock.advance(30);
  assertEquals(test.server.destroyedJobs, new Map([[short, "keepalive expired"]]));
});

Deno.test("a job whose keepalive has run out dies as soon as the server is there again", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([], { keepalive: 10 });
  test.clock.advance(12);
  await test.server.restart({ cold: false });
  assertEquals(test.server.jobs, []);
});

Deno.test("a cold restart has a new database: no job is known, and ids start again", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob();
  await test.server.restart({ cold: true });
  using after = await RawClient.open(test.server);
  let said = "";
  await after.call("get_job_state", [FIRST]).catch((error) => said = error.message);
  assertEquals(said, "no such job");
  assertEquals(await after.createJob(), FIRST);
});

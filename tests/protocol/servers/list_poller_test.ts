import { assertEquals, assertRejects } from "@std/assert";
import { ServerError } from "../../../lib/errors.ts";
import { javaServer } from "../../lib_test_kit/java_server.ts";
import { pass } from "../../lib_test_kit/settle.ts";
import type { FakeServer } from "../../lib_test_kit/fake_server.ts";

const permissions = "none";

function lists({ heard }: FakeServer): number[] {
  return heard.filter(({ command }) => command === "list_jobs").map(({ at }) => at);
}

Deno.test("changes of all jobs are polled on a Java server, less often where nothing changes", {
  permissions,
}, async () => {
  const { server, clock, client } = await javaServer();
  await client.notifyJob();
  await pass(clock, 30);
  assertEquals(server.commands().includes("notify_job"), false);
  const times = lists(server);
  const pauses = times.slice(1).map((at, index) => Math.round(10 * (at - times[index]!)) / 10);
  assertEquals(pauses.slice(0, 6), [1, 1.5, 2.3, 3.4, 5, 5]);
  await client.close();
  await pass(clock, 10);
  assertEquals([lists(server).length, clock.pending], [times.length, 0]);
});

Deno.test("jobs that come, change and go are told on a Java server", { permissions }, async () => {
  const { server, clock, client } = await javaServer();
  const notifications = client.notifications();
  await client.notifyJob();
  const ours = server.job;
  const changes: (() => void)[] = [
    () => server.job = null,
    () => server.job = ours,
    () => server.job = { ...ours, state: 2 },
  ];
  for (const change of changes) {
    const next = notifications.next();
    change();
    await pass(clock, 5);
    assertEquals((await next).value, { jobsChanged: [1], machinesChanged: [] });
  }
  await client.noNotifyJob();
  await pass(clock, 10);
  const before = lists(server).length;
  await pass(clock, 10);
  assertEquals(lists(server).length, before);
  await client.close();
});

Deno.test("who reads the jobs when told that they changed costs no list of its own", {
  permissions,
}, async () => {
  const { server, clock, client } = await javaServer();
  const seen: (number | undefined)[] = [];
  const notifications = client.notifications();
  await client.notifyJob();
  seen.push((await client.listJobs())[0]?.state);
  assertEquals(lists(server).length, 1);
  server.job = { ...server.job, state: 1 };
  const next = notifications.next();
  await pass(clock, 1);
  await next;
  seen.push((await client.listJobs())[0]?.state);
  assertEquals([lists(server).length, seen], [2, [3, 1]]);
  // Once more, or after a command of one's own, it is asked anew.
  await client.listJobs();
  assertEquals(lists(server).length, 3);
  await client.close();
});

Deno.test("a list that was just read is not given to whoever has changed something since", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  await client.notifyJob();
  await client.destroyJob(1);
  assertEquals(await client.listJobs(), []);
  assertEquals(lists(server).length, 2);
  await client.close();
});

Deno.test("a machine whose boards get another job has changed", { permissions }, async () => {
  const { server, clock, client } = await javaServer();
  server.answers.list_machines = () => [
    { name: "m", tags: [], width: 9, height: 9, dead_boards: [], dead_links: [] },
  ];
  const notifications = client.notifications();
  await client.notifyMachine();
  const next = notifications.next();
  server.job = null;
  await pass(clock, 1);
  assertEquals((await next).value, { jobsChanged: [], machinesChanged: ["m"] });
  assertEquals(server.commands().includes("notify_machine"), false);
  await client.close();
});

Deno.test("who could not begin to listen can try again", { permissions }, async () => {
  const { server, clock, client } = await javaServer();
  server.answers.list_jobs = () => new Error("not today");
  await assertRejects(() => client.notifyJob(), ServerError, "not today");
  delete server.answers.list_jobs;
  const notifications = client.notifications();
  await client.notifyJob();
  const next = notifications.next();
  server.job = null;
  await pass(clock, 1);
  assertEquals((await next).value, { jobsChanged: [1], machinesChanged: [] });
  await client.close();
});

import { assertEquals } from "@std/assert";
import type { Subject } from "../../../commands/watch/subject.ts";
import { show } from "../../../commands/show.ts";
import { systemClock } from "../../../lib/clock.ts";
import { FakeServer } from "../../lib_test_kit/fake_server.ts";
import { FakeContext } from "../fake_context.ts";

/** Returns a subject that counts its reads. */
function looks(): Subject<number> {
  let count = 0;
  return {
    subscribe: (client) => client.notifyJob(),
    read: async (client) => {
      await client.listJobs();
      return ++count;
    },
    text: (value) => `look ${value}`,
    json: (value) => ({ value }),
  };
}

/** Lets a server report changes between two reads, and returns all messages that it got. */
async function heardWith(changes: number): Promise<string[]> {
  const server = new FakeServer(systemClock);
  const context = new FakeContext();
  const options = { hostname: "fake", dial: server.dial };
  const done = show(looks(), options, { watch: true, json: false, context });
  await context.out.until("look 1\n");
  for (let change = 0; change < changes; change++) server.last.sendMessage({ jobs_changed: [1] });
  await context.out.until("look 2\n");
  server.last.sendMessage({ jobs_changed: [1] });
  await context.out.until("look 3\n");
  context.interrupt();
  assertEquals(await done, 130);
  return server.commands();
}

Deno.test("a watch asks a server that tells of too many changes for silence until it looks again", async () => {
  assertEquals(await heardWith(100), [
    "version",
    "notify_job",
    "list_jobs",
    "no_notify_job",
    "no_notify_machine",
    // In this order, so that what changes after the look is told again.
    "notify_job",
    "list_jobs",
    "list_jobs",
  ]);
});

Deno.test("a watch hears of every change where there are few", async () => {
  assertEquals(await heardWith(5), [
    "version",
    "notify_job",
    "list_jobs",
    "list_jobs",
    "list_jobs",
  ]);
});

Deno.test("a connection that breaks during the silence is subscribed anew", async () => {
  const server = new FakeServer(systemClock);
  const context = new FakeContext();
  server.answers.no_notify_machine = ({ connection }) => {
    if (connection === 0) queueMicrotask(() => server.drop());
    return null;
  };
  const options = { hostname: "fake", dial: server.dial, reconnectDelay: 0.05 };
  const done = show(looks(), options, { watch: true, json: false, context });
  await context.out.until("look 1\n");
  for (let change = 0; change < 100; change++) server.last.sendMessage({ jobs_changed: [1] });
  await context.out.until("look 2\n");
  const [last] = server.commands(1).slice(-2);
  assertEquals(last, "notify_job");
  server.last.sendMessage({ jobs_changed: [1] });
  await context.out.until("look 3\n");
  context.interrupt();
  await done;
});

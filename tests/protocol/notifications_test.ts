import { assertEquals, assertRejects } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { Notification } from "../../lib/protocol/messages.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer } from "../lib_test_kit/fake_server.ts";
import type { FakeTransport } from "../lib_test_kit/fake_transport.ts";
import { Leftovers } from "../lib_test_kit/leftovers.ts";
import { settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

async function connected(
  onNotification: (notification: Notification) => void = () => {},
): Promise<{ wire: FakeTransport; client: ProtocolClient }> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const options = { clock, dial: server.dial, onNotification };
  const client = await ProtocolClient.connect("host", options);
  return { wire: server.last, client };
}

Deno.test("notifications() gives what changes, in order, until the client is closed", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  const heard: unknown[] = [];
  const reading = (async () => {
    for await (const { jobsChanged, machinesChanged } of client.notifications()) {
      heard.push([jobsChanged, machinesChanged]);
    }
  })();
  for (const line of [{ jobs_changed: [2, 1] }, { machines_changed: ["m"] }]) {
    wire.sendMessage(line);
    await settle();
  }
  await client.close();
  await reading;
  assertEquals(heard, [[[2, 1], []], [[], ["m"]]]);
});

Deno.test("what changes while nobody asks is put together into one notification", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  const notifications = client.notifications();
  for (const jobs_changed of [[1], [2, 1], []]) wire.sendMessage({ jobs_changed });
  wire.sendMessage({ machines_changed: ["m"] });
  await settle();
  await client.close();
  const { value } = await notifications.next();
  assertEquals(value, { jobsChanged: [1, 2], machinesChanged: ["m"] });
  assertEquals(await notifications.next(), { value: undefined, done: true });
});

Deno.test("a broken connection ends notifications() with what broke it, once", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  const notifications = client.notifications();
  const next = notifications.next();
  wire.send("nonsense\n");
  await assertRejects(() => next, ProtocolError);
  assertEquals((await notifications.next()).done, true);
  await assertRejects(() => client.notifications().next(), ProtocolError);
});

Deno.test("notifications() that somebody has left tell of no broken connection any more", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  wire.send("nonsense\n");
  await client.closed;
  const notifications = client.notifications();
  await notifications.return?.();
  assertEquals((await notifications.next()).done, true);
});

Deno.test("a listener that throws does not cost the connection", { permissions }, async () => {
  const heard: number[] = [];
  const { wire, client } = await connected(({ jobsChanged }) => {
    heard.push(...jobsChanged);
    throw new Error("the listener is broken");
  });
  for (const jobId of [1, 2]) wire.sendMessage({ jobs_changed: [jobId] });
  await settle();
  assertEquals([heard, client.isOpen], [[1, 2], true]);
  await client.close();
});

Deno.test("a signal ends notifications() with its reason", { permissions }, async () => {
  const { wire, client } = await connected();
  const controller = new AbortController();
  const notifications = client.notifications({ signal: controller.signal });
  const next = notifications.next();
  controller.abort(new Error("enough"));
  await assertRejects(() => next, Error, "enough");
  wire.sendMessage({ jobs_changed: [1] });
  await settle();
  assertEquals((await notifications.next()).done, true);
  await client.close();
});

Deno.test("everyone who asks for notifications() hears of everything, and may leave", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  const [one, other] = [client.notifications(), client.notifications()];
  const waiting = watch(one.next());
  await one.return?.();
  await settle();
  assertEquals(waiting.outcome(), { is: "fulfilled", value: { value: undefined, done: true } });
  wire.sendMessage({ jobs_changed: [3] });
  assertEquals((await other.next()).value?.jobsChanged, [3]);
  assertEquals((await one.next()).done, true);
  await client.close();
});

Deno.test("a thousand notifications leave nothing behind for as long as the client lasts", {
  permissions,
}, async () => {
  const { wire, client } = await connected();
  const { signal } = new AbortController();
  {
    using leftovers = new Leftovers();
    const notifications = client.notifications({ signal });
    for (let jobId = 0; jobId < 1000; jobId++) {
      const next = notifications.next();
      wire.sendMessage({ jobs_changed: [jobId] });
      assertEquals((await next).value?.jobsChanged, [jobId]);
    }
    assertEquals(leftovers.listeners, 0);
  }
  await client.close();
});

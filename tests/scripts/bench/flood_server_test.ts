import { assert, assertEquals } from "@std/assert";
import { ProtocolClient } from "../../../lib/mod.ts";
import { FloodServer } from "../../../scripts/bench/flood_server.ts";

Deno.test("a flood server tells of changes for as long as somebody wants to know", async () => {
  await using server = new FloodServer({ jobs: 3, rate: 1000 });
  const enough = Promise.withResolvers<void>();
  let heard = 0;
  await using client = await ProtocolClient.connect(server.hostname, {
    port: server.port,
    onNotification() {
      if (++heard === 20) enough.resolve();
    },
  });
  assertEquals(heard, 0);
  await client.notifyJob();
  await enough.promise;
  await client.noNotifyJob();
  const told = server.told;
  assert(told >= 20);
  const [before, after] = [await client.listJobs(), await client.listJobs()];
  assertEquals(before.length, 3);
  assert(before.some(({ state }, at) => state !== after[at]?.state));
  assertEquals([server.told, server.answered], [told, 2]);
});

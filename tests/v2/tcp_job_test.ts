import { assert, assertEquals } from "@std/assert";
import { allocate } from "../../lib/allocate.ts";
import { JobDestroyedError } from "../../lib/errors.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { Simulator } from "../../lib/simulator/mod.ts";

const credentials = { user: "tester", password: "secret" };

Deno.test("over TLS a job in two threads lives through drops and restarts, with a login each", async () => {
  await using server = await Simulator.start({ api: { tls: true }, powerDelay: 0.1 });
  const { url = "", certificate } = server.api ?? {};
  const options = { hostname: url, credentials, ca: certificate ?? "", reconnectDelay: 0.1 };
  {
    await using job = await allocate(3, options);
    assertEquals([job.keepaliveIn, job.serverKind], ["worker", "v2"]);
    assertEquals([job.boards.length, server.api?.passwordChecks], [3, 1]);
    await server.api?.dropConnections();
    assertEquals((await job.readStatus()).state, JobState.ready);
    await server.restart({ cold: false, downtime: 0.3 });
    assertEquals((await job.readStatus()).state, JobState.ready);
    assertEquals([server.api?.passwordChecks, job.gone.aborted], [2, false]);
  }
  assertEquals(server.jobs, []);
});

Deno.test("a job that is destroyed by an administrator is gone within seconds", async () => {
  await using server = await Simulator.start({ api: {}, powerDelay: 0 });
  const options = { hostname: server.api?.url ?? "", credentials };
  await using job = await allocate(1, { ...options, keepaliveIn: "thread" });
  server.destroyJob(job.id, "maintenance");
  assertEquals(await job.waitForStateChange(JobState.ready, { timeout: 6 }), JobState.destroyed);
  assert(job.gone.reason instanceof JobDestroyedError);
  assertEquals(job.gone.reason.reason, "maintenance");
});

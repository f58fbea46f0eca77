import { assertEquals } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { Session } from "../../lib/session.ts";
import { Simulator } from "../../lib/simulator/mod.ts";

for (const keepaliveIn of ["worker", "thread"] as const) {
  Deno.test(`what a job's listeners throw does not cost the job (kept alive in a ${keepaliveIn})`, async () => {
    await using server = await Simulator.start({ powerDelay: 0 });
    const { hostname, port } = server;
    const told: string[] = [];
    const recovered = Promise.withResolvers<void>();
    const job = await Job.create({ owner: "me" }, {
      hostname,
      port,
      keepaliveIn,
      reconnectDelay: 0.05,
      timeout: 0.3,
      onTrouble(): never {
        // Once from the connection for calls, and once from the lifeline.
        const troubles = told.push("trouble");
        if (troubles === 2) server.fallSilent(false);
        throw new Error("the listener is broken");
      },
      onRecovered(): never {
        if (told.push("recovered") && told.filter((word) => word === "recovered").length === 2) {
          recovered.resolve();
        }
        throw new Error("the listener is broken");
      },
    });
    await job.waitUntilReady();
    while (server.connections < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    server.fallSilent();
    server.dropConnections();
    await recovered.promise;
    assertEquals((await job.readStatus()).state, 3);
    await job.destroy();
    assertEquals(server.jobs, []);
  });
}

Deno.test("what a listener to notifications throws does not end the connection", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const { hostname, port } = server;
  const notified = Promise.withResolvers<void>();
  let troubles = 0;
  await using session = await Session.open({ hostname, port }, {
    onNotification(): never {
      notified.resolve();
      throw new Error("the listener is broken");
    },
    onTrouble: () => troubles++,
  });
  await session.query((client) => client.notifyJob());
  const jobId = await session.query((client) => client.createJob({ owner: "me" }));
  await notified.promise;
  await session.query((client) => client.destroyJob(jobId));
  assertEquals([troubles, server.connections], [0, 1]);
});

import { assert, assertEquals, assertLess } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";

/** Options of a server that has boards for one job at a time. */
const QUICK: SimulatorOptions = { machines: ["demo:1x1"], powerDelay: 0, secondsBeforeFree: 0 };
/** Seconds in the queue, which are no whole number of reads of the state. */
const QUEUED = 3;

/** Measures how long after a queued job became ready that is known, in seconds of the real clock. */
async function secondsUntilKnown(options: SimulatorOptions): Promise<number> {
  await using server = await Simulator.start({ ...QUICK, ...options });
  const { hostname, port } = server;
  const at = { hostname, port, keepaliveIn: "thread" } as const;
  await using holder = await Job.create({ what: [1, 1], owner: "me" }, at);
  await holder.waitUntilReady();
  await using job = await Job.create({ what: [1, 1], owner: "me" }, at);
  const known = job.waitUntilReady().then(() => performance.now());
  await new Promise((resolve) => setTimeout(resolve, QUEUED * 1000));
  assertEquals(server.jobs.map(({ state }) => state), ["ready", "queued"]);
  server.destroyJob(holder.id);
  while (server.jobs.find(({ id }) => id === job.id)?.state !== "ready") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const became = performance.now();
  return (await known - became) / 1000;
}

for (const manners of ["python", "java"] as const) {
  Deno.test(`a job is known to be ready within a second where a ${manners} server tells it`, async () => {
    assertLess(await secondsUntilKnown({ manners }), 1);
  });
}

Deno.test("a job is known to be ready within five seconds where no server tells it", async () => {
  // Subscriptions are soon deaf, and for longer than the test lasts.
  const java = { notifyWaitTime: 0.1, notifyGap: 3600, allocatorPeriod: 0.1 };
  const seconds = await secondsUntilKnown({ manners: "java", java });
  assertLess(seconds, 5);
  assert(seconds > 0.1, "a notification told it");
});

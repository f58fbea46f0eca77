// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { JobState } from "../../lib/protocol/messages.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { createJobArguments, type LineRequest } from "../../lib/protocol/request.ts";
import { offersFor } from "../../lib/offers/offers.ts";
import { Random } from "../../scripts/random.ts";
import { ReferenceServer, referenceTest } from "./reference_server.ts";

/** Machines, on each of which somebody waits. */
const MACHINES = 100;
const SIZE = 6;
/** Attempts to make a job that has to wait. */
const ATTEMPTS = 10;

referenceTest("a Python server grants what is offered for certain", async () => {
  const machines = Array.from({ length: MACHINES }, (_, at) => ({
    name: `m${at}`,
    width: SIZE,
    height: SIZE,
  }));
  await using server = await ReferenceServer.start({ machines, quiet: true });
  await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
  const seen = { certain: 0, uncertain: 0, granted: 0 };
  for (const { name: machine } of machines) {
    const random = new Random(Number(machine.slice(1)) + 1);
    const create = async (what: number[]): Promise<number> =>
      await client.createJob({ owner: "me", machine, what, keepalive: null });
    const some = (most: number): number[] =>
      random.chance(0.3)
        ? [1 + random.below(3 * most)]
        : [1 + random.below(most), 1 + random.below(most)];
    const isQueued = async (id: number): Promise<boolean> =>
      (await client.getJobState(id)).state === JobState.queued;
    for (let count = 3 + random.below(6); count > 0; count--) {
      const id = await create(some(3));
      if (await isQueued(id)) await client.destroyJob(id);
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const what = some(5);
      const id = await create(what);
      const waits = await isQueued(id);
      if (waits) {
        const request: LineRequest = { owner: "me", machine, what, keepalive: null };
        const listed = {
          machines: await client.listMachines(),
          jobs: await client.listJobs(),
          kind: "python",
        } as const;
        const offers = [
          ...offersFor(createJobArguments(request), listed, { jobId: id, tags: ["x"] }),
        ];
        await client.destroyJob(id);
        for (const offer of offers) {
          const instead = await create([...offer.args]);
          const isGranted = !await isQueued(instead);
          // Those that are not granted are cut, as it is said of them.
          if (offer.isCertain) assertEquals(isGranted, true, `${machine}: ${offer.args}`);
          seen[offer.isCertain ? "certain" : "uncertain"]++;
          if (isGranted) seen.granted++;
          await client.destroyJob(instead);
          // Its boards would be taken for the next offer.
          if (isGranted) break;
        }
        break;
      }
    }
  }
  assertEquals(seen.certain >= 10 && seen.uncertain > 0, true, JSON.stringify(seen));
});

/**
 * Tests a program of your own without a server and without boards: the
 * simulator speaks the same protocol, and does on demand what a server does
 * rarely.
 *
 *     deno test --allow-net=127.0.0.1 examples/own_program_test.ts
 */
import { allocate, JobDestroyedError } from "@spalloc/client";
import { Simulator } from "@spalloc/client/simulator";

/** The program under test: it counts the chips that it was given. */
async function countChips(server: { hostname: string; port: number }): Promise<number> {
  await using job = await allocate(3, { ...server, owner: "me@example.org" });
  return job.width * job.height;
}

Deno.test("the program uses its boards, and gives them back", async () => {
  await using server = await Simulator.start({ machines: ["small:1x1"], powerDelay: 0 });
  if (await countChips(server) !== 144) throw new Error("3 boards have 144 chips");
  if (server.jobs.length > 0) throw new Error("it left a job behind");
});

Deno.test("a job that is destroyed by others is told of, with the reason", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const { hostname, port } = server;
  await using job = await allocate(1, { hostname, port, owner: "me@example.org" });
  const gone = new Promise((resolve) => job.gone.addEventListener("abort", resolve));
  server.destroyJob(job.id, "Maintenance.");
  await gone;
  const { reason } = job.gone;
  if (!(reason instanceof JobDestroyedError && reason.reason === "Maintenance.")) throw reason;
});

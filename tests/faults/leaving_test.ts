/**
 * Tests the promise of leaving where the first connection is dead, whatever the job was doing: its
 * boards are free within the two seconds that the program takes to end, if a new connection works.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { watch } from "../lib_test_kit/settle.ts";
import { forget } from "./kinds/idle.ts";
import { MemoryWorld } from "./memory_world.ts";
import type { World } from "./world.ts";

const KEEPALIVE = 12;
const LEAVE_SECONDS = 2;
/** Moments after the creation: while it is queued or powering, ready, between beats, and in use for long. */
const MOMENTS = [0, 0.3, 1.1, 2.5, 4.1, 5.9, 30, 300];

const WAYS: Record<string, (world: World) => void | Promise<void>> = {
  "the session's connection is half-open": (world) => forget(world.link("session")),
  "all connections are half-open": (world) => world.links.forEach(forget),
  "the server is back in the pause before the next dial": async (world) => {
    world.refuseFor(1);
    world.cutAll();
    await world.pass(1.5);
  },
  "the server closes its side at that moment": (world) => world.link("session").finish("down"),
};

for (const manners of ["python", "java"] as const) {
  for (const [name, strike] of Object.entries(WAYS)) {
    for (const keepalive of [KEEPALIVE, null]) {
      const alive = keepalive === null ? "without a keepalive" : "with a keepalive";
      Deno.test(`on a ${manners} server, a job ${alive} is freed where ${name}`, async () => {
        for (const timeout of [5, null]) {
          for (const moment of MOMENTS) {
            const world = new MemoryWorld(KEEPALIVE, manners);
            const creating = Job.create({ owner: "me", keepalive }, {
              hostname: "model",
              clock: world.clientClock,
              dial: world.dial(),
              timeout,
              reconnectDelay: 60,
            });
            await world.pass(0.1);
            const job = await creating;
            await world.pass(moment);
            await strike(world);
            const destroying = watch(job.destroy("done", { timeout: LEAVE_SECONDS }));
            await world.pass(LEAVE_SECONDS);
            const left = await world.server.ownedBy("me");
            assertEquals([left, destroying.outcome().is], [0, "fulfilled"], `after ${moment} s`);
            await world.pass(5);
            assertEquals([world.clientClock.pending, world.sockets], [0, 0], `after ${moment} s`);
          }
        }
      });
    }
  }
}

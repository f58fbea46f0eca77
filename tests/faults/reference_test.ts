// Permissions: all, because it writes files.
/**
 * The kinds of faults that a connection can have, on the real Python server: a
 * proxy before it for each, and all of them at once.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { ServerError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { ReferenceServer, referenceTest } from "../reference/reference_server.ts";
import { FAULT_KINDS, type FaultKind } from "./kinds/mod.ts";
import type { Link } from "./link.ts";
import { QuietNet } from "./quiet_net.ts";
import { TcpWorld } from "./tcp_world.ts";
import { Unhandled } from "./unhandled.ts";
import type { HurtServer } from "./world.ts";

const KEEPALIVE = 6;
/** Seconds between the server's checks for expired jobs. */
const CHECK_SECONDS = 0.2;

/** Seconds between the starts of jobs: this process has to do the work of all of them. */
const START_SECONDS = 0.03;

/** Kinds that would keep all the other jobs of this process waiting. */
const LARGE = /too long|flood|very many|nested deeply/;

/** A proxy of its own before the real server, at real time. */
class RealWorld extends TcpWorld {
  override readonly server: HurtServer = {
    restart: () => Promise.reject(new Error("other tests restart the server")),
    destroyJobs: () => Promise.reject(new Error("other tests destroy jobs")),
    ownedBy: () => 0,
  };
}

const sleep = (seconds: number): Promise<void> => {
  return new Promise((resolve) => systemClock.after(seconds, resolve));
};

/** Allows the refusals that the server is made to give. */
function allowRefusal(error: unknown): void {
  if (!(error instanceof ServerError)) throw error;
}

/** Lets a job live through a fault, and tells how it went if it did not go well. */
async function complaintOf(
  kind: FaultKind,
  target: "lifeline" | "session",
  { server, net }: { server: ReferenceServer; net: QuietNet },
): Promise<string[]> {
  await using world = new RealWorld(KEEPALIVE, {
    net,
    target: server,
    manners: "python",
    clock: systemClock,
  });
  const owner = kind.name;
  const options = { hostname: server.hostname, dial: world.dial(), reconnectDelay: 1 };
  const job = await Job.create({ owner, keepalive: KEEPALIVE }, options);
  try {
    await job.waitUntilReady({ timeout: 30 });
    await kind.strike(world, await linkOf(world, target));
    await job.readStatus().catch(allowRefusal);
    await sleep(1.5 * KEEPALIVE);
    assertEquals(job.gone.reason, undefined);
    assertEquals((await job.readStatus()).startTime, job.status.startTime);
    assertEquals((await job.machine())?.boards.length, 1);
    await job.destroy("done");
    assertEquals(world.sockets, 0);
    return [];
  } catch (error) {
    await job.destroy().catch(() => {});
    return [`${kind.name}, on the ${target}: ${error}`];
  }
}

/** A connection that holds: on a busy machine one may just have been replaced. */
async function linkOf(world: RealWorld, target: "lifeline" | "session"): Promise<Link> {
  for (let tries = 0;; tries++) {
    try {
      return world.link(target);
    } catch (error) {
      if (tries === 100) throw error;
    }
    await sleep(0.05);
  }
}

referenceTest("jobs on the real server live through faults of their connections", async () => {
  using unhandled = new Unhandled();
  await using net = await QuietNet.open();
  await using server = await ReferenceServer.start({
    machines: [{ name: "m", width: 12, height: 10 }],
    timeoutCheckInterval: CHECK_SECONDS,
  });
  const kinds = FAULT_KINDS.filter(({ isGlobal, name }) => !isGlobal && !LARGE.test(name));
  const complaints = await Promise.all(kinds.map(async (kind, at) => {
    await sleep(at * START_SECONDS);
    return await complaintOf(kind, at % 3 > 0 ? "lifeline" : "session", { server, net });
  }));
  assert(kinds.length >= 48, `only ${kinds.length} kinds`);
  assertEquals([complaints.flat(), unhandled.reasons], [[], []]);
  assertEquals(await server.call("list_jobs"), []);
});

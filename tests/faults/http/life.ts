import { assert, assertEquals } from "@std/assert";
import { Job } from "../../../lib/job.ts";
import type { Ledger } from "../ledger.ts";
import { watch } from "../../lib_test_kit/settle.ts";
import type { HttpKind } from "./kinds.ts";
import type { HttpWorld, OnItsWay } from "./world.ts";

/** Keepalive of the jobs, in seconds: the shortest that servers take. */
export const KEEPALIVE = 30;
/** Maximum gap between signs of life after a single fault, as a share of the keepalive. */
const LONGEST_GAP = 0.83;
/** Account of the jobs. */
export const TESTER = { user: "tester", password: "secret" } as const;

/** Requests that a fault can strike. */
export const TARGETS: Readonly<Record<string, (on: OnItsWay) => boolean>> = {
  "a beat": ({ received: { method } }) => method === "PUT",
  "a look": ({ received: { method, path } }) =>
    method === "GET" && /^srv\/spalloc\/jobs\/\d+$/.test(path),
  "any request": () => true,
};

/** Lets a job live through a fault of a target, and checks that nothing is left of it. */
export async function liveThrough(
  world: HttpWorld,
  { kind, target, at }: { kind: HttpKind; target: string; at: number },
  ledger: Ledger,
): Promise<void> {
  const creating = Job.create({ keepalive: KEEPALIVE }, {
    hostname: world.api.url,
    clock: world.clientClock,
    fetch: world.fetch("me"),
    credentials: TESTER,
  });
  await world.pass(2);
  const job = await creating;
  await job.waitUntilReady();
  await world.pass(at);
  const before = world.clock.now();
  kind.strike(world, TARGETS[target]!);
  const asked = watch(job.readStatus());
  await world.pass(3 * KEEPALIVE);
  assert(!world.awaitsMore, "the fault found nothing to spoil");
  ledger.kinds.add(kind.name);
  const { is } = asked.outcome();
  if (is === "pending") ledger.unsettled++;
  assert(is !== "pending", "a question is still without an answer");
  assertEquals(job.gone.reason, undefined, "the job is lost");
  const share = gap(world, job.id, before) / KEEPALIVE;
  if (kind.away <= KEEPALIVE / 4) ledger.gap(share, `${kind.name}, of ${target}`);
  assert(share <= LONGEST_GAP, `the server heard nothing for ${share} of the keepalive`);
  const answers = watch(Promise.all([job.readStatus(), job.whereIs([3, 4]), job.machine()]));
  await world.pass(KEEPALIVE);
  const outcome = answers.outcome();
  assert(outcome.is === "fulfilled", `its questions are ${outcome.is}`);
  assertEquals(outcome.value[1]?.jobId, job.id);
  const destroying = watch(job.destroy());
  await world.pass(KEEPALIVE);
  assertEquals(destroying.outcome(), { is: "fulfilled", value: undefined });
  const left = world.api.server.list().length;
  ledger.leakedJobs += left;
  ledger.timers += world.clientClock.pending;
  ledger.sockets += world.open;
  assertEquals([left, world.clientClock.pending, world.open], [0, 0, 0], "something is left");
  const creates = world.carried.filter(({ method, path }) =>
    method === "POST" && path.endsWith("/jobs")
  );
  assertEquals(creates.length, 1);
}

/** The longest time between two keepalives that were carried out, from the last before a moment. */
function gap({ carried, clock }: HttpWorld, jobId: number, from: number): number {
  const beats = carried.filter(({ method, path, status }) =>
    method === "PUT" && status === 200 && path.endsWith(`/${jobId}/keepalive`)
  ).map(({ at }) => at);
  let last = beats.findLast((at) => at <= from) ?? from;
  let longest = 0;
  for (const at of [...beats.filter((at) => at > from), clock.now()]) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

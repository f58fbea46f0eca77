import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { JobDestroyedError, JobUnknownError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { watch } from "../lib_test_kit/settle.ts";
import type { Ends, FaultKind } from "./kinds/mod.ts";
import type { Ledger } from "./ledger.ts";
import { touches, type World } from "./world.ts";

/** Maximum gap between signs of life after a single fault, as a share of the keepalive. */
export const LONGEST_GAP = 0.83;
/**
 * Share of the keepalive that the server may be away; a longer absence is no single fault of a
 * connection, and not counted as a gap.
 */
export const LONGEST_AWAY = 0.25;

/** Time and place of a fault. */
export interface Strike {
  kind: FaultKind;
  /** Connection that it strikes. */
  target: "lifeline" | "session";
  /** Seconds after the job was created. */
  at: number;
}

/** Lets a job live through a fault, and checks that it ends as it is to, with nothing left. */
export async function liveThrough(
  world: World,
  { kind, target, at }: Strike,
  ledger: Ledger,
): Promise<void> {
  const { keepalive } = world;
  const creating = Job.create({ owner: "me", keepalive }, {
    hostname: "127.0.0.1",
    clock: world.clientClock,
    dial: world.dial(),
  });
  await world.pass(2);
  const job = await creating;
  await job.waitUntilReady();
  await world.pass(at);
  const before = world.clock.now();
  await kind.strike(world, world.link(target));
  // Not a sign of life that counts, but it makes a session notice what has struck it.
  const asked = watch(job.readStatus());
  await world.pass(3 * keepalive);
  const outcome = asked.outcome();
  assert(!world.awaitsMore, "the fault found nothing to spoil");
  ledger.kinds.add(kind.name);
  if (outcome.is === "pending") ledger.unsettled++;
  assert(outcome.is !== "pending", "a question is still without an answer");
  assertEnds(job, kind.ends);
  if (kind.ends === "lives") {
    const share = gap(world, job.id, before) / keepalive;
    if (kind.away <= LONGEST_AWAY) {
      ledger.gap(share, kind.name);
      assert(share <= LONGEST_GAP, `the server heard nothing for ${share} of the keepalive`);
    }
    await assertAnswers(world, job);
  }
  const foreign = world.heard.filter((it) =>
    it.at >= world.strangerSince && touches(it, job.id, world.manners)
  );
  ledger.foreign += foreign.length;
  assertEquals(
    foreign.map(({ command, link }) => [command, ...link.commands]),
    [],
    "a stranger's job was touched",
  );
  await assertLeaves(world, job, ledger);
}

function assertEnds({ gone }: Job, ends: Ends): void {
  if (ends === "lives") assertEquals(gone.reason, undefined, "the job is lost");
  else assertInstanceOf(gone.reason, ends === "lost" ? JobUnknownError : JobDestroyedError);
}

/** The longest time between two beats that the server heard, from the last one before a moment on. */
function gap({ heard, clock, manners }: World, jobId: number, from: number): number {
  // What the session asks is left out: it can't be relied on to ask anything.
  const beats = heard.filter((it) => touches(it, jobId, manners) && !it.link.isSession).map((
    { at },
  ) => at);
  let last = beats.findLast((at) => at <= from) ?? from;
  let longest = 0;
  for (const at of [...beats.filter((at) => at > from), clock.now()]) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

/** Checks that a job answers, and that it is its own answers that it gives. */
async function assertAnswers(world: World, job: Job): Promise<void> {
  const answers = watch(Promise.all([job.readStatus(), job.whereIs([3, 4]), job.machine()]));
  await world.pass(world.keepalive);
  const outcome = answers.outcome();
  assert(outcome.is === "fulfilled", `its questions are ${outcome.is}`);
  const [{ startTime }, place, machine] = outcome.value;
  assertEquals(startTime, job.status.startTime);
  assertEquals([place?.jobId, place?.jobChip], [job.id, [3, 4]]);
  assertEquals(machine?.machineName, place?.machine);
}

/** Destroys a job, and checks that nothing is left of it here, nor on the server. */
async function assertLeaves(world: World, job: Job, ledger: Ledger): Promise<void> {
  const destroying = watch(job.destroy());
  await world.pass(world.keepalive);
  assertEquals(destroying.outcome(), { is: "fulfilled", value: undefined });
  const jobs = await world.server.ownedBy("me");
  // Once it is lost, what is there with that owner is another's.
  const left = world.strangerSince < Infinity ? 0 : jobs;
  ledger.leakedJobs += left;
  ledger.timers += world.clientClock.pending;
  ledger.sockets += world.sockets;
  assertEquals([left, world.clientClock.pending, world.sockets], [0, 0, 0], "something is left");
}

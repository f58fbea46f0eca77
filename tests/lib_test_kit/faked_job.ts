import { assertEquals } from "@std/assert";
import { Job, type JobOptions } from "../../lib/job.ts";
import type { ManualClock } from "../../lib/simulator/mod.ts";
import type { FakeServer } from "./fake_server.ts";
import { type FakedServer, fakedServer } from "./faked_session.ts";
import { pass, settle } from "./settle.ts";

/** A job on a server in memory. */
export interface FakedJob {
  server: FakeServer;
  clock: ManualClock;
  job: Job;
}

/** Creates a server in memory that has no job until one is created. */
export function fakedEmptyServer(): FakedServer {
  const { server, clock, options } = fakedServer();
  const ours = server.job;
  server.job = null;
  server.answers.create_job = (): unknown => {
    server.job = ours;
    return 1;
  };
  return { server, clock, options };
}

/** Counts the jobs requested from a server. */
export function created({ heard }: FakeServer): number {
  return heard.filter(({ command }) => command === "create_job").length;
}

/** Creates a job on a server in memory, which hears of it on two connections: 0 and, for the beats, 1. */
export async function fakedJob(
  more: Partial<JobOptions> = {},
  { lineEnding = "\n" }: { lineEnding?: FakeServer["lineEnding"] } = {},
): Promise<FakedJob> {
  const { server, clock, options } = fakedServer();
  server.lineEnding = lineEnding;
  const job = await Job.create({ owner: "me", keepalive: 12 }, { ...options, ...more });
  await pass(clock, 0.1);
  return { server, clock, job };
}

/** Puts the job into another state, and notifies the client. */
export async function putInto(state: number, { server, job }: FakedJob): Promise<void> {
  server.job = { ...server.job, state };
  server.connections[0]?.sendMessage({ jobs_changed: [1] });
  await settle();
  assertEquals(job.state, state);
}

/** Gives the job's id to a stranger's job, as a restarted server does. */
export function giveAway({ server }: Pick<FakedJob, "server">): void {
  server.job = { ...server.job, owner: "you" };
}

/** Closes the job, and checks that nothing is left of it. */
export async function assertCloses({ server, clock, job }: FakedJob): Promise<void> {
  await Promise.all([job.close(), pass(clock, 10)]);
  assertEquals([server.open, clock.pending], [0, 0]);
}

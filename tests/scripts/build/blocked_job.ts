/**
 * A program for the build: it holds a job that a worker keeps alive, blocks its
 * own thread until something is typed, and tells how the job is then.
 *
 * @module
 */
import { Job } from "../../../lib/mod.ts";

/** Runs the program with the host and the port of a server. */
export async function runProgram([hostname = "", port]: readonly string[]): Promise<number> {
  const request = { owner: "tester@example.org", keepalive: 1.5 };
  const server = { hostname, port: Number(port), keepaliveIn: "worker" } as const;
  await using job = await Job.create(request, server);
  await job.waitUntilReady();
  Deno.stdout.writeSync(new TextEncoder().encode("blocked\n"));
  Deno.stdin.readSync(new Uint8Array(1)); // Nothing else happens in this thread meanwhile.
  console.log("state", (await job.readStatus()).state);
  return 0;
}

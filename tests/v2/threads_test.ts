import { assert, assertEquals } from "@std/assert";
import { LoginError, type SpallocError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { ThreadedApi } from "../lib_test_kit/threaded_api.ts";

const LOGIN = "POST system/perform_login";
/** Seconds between beats of a job that waits, and some more. */
const BLOCKED_SECONDS = 5;

/** Blocks this thread for some seconds, and returns when that was over. */
function block(seconds: number): number {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end);
  return end;
}

function count(requests: readonly string[], start: string): number {
  return requests.filter((request) => request.startsWith(start)).length;
}

/** Opens a job whose lifeline is in a worker, and waits for its first beat. */
async function open(api: ThreadedApi, troubles: SpallocError[] = []): Promise<Job> {
  const job = await Job.create({}, {
    hostname: api.url,
    credentials: { user: "tester", password: "secret" },
    onTrouble: (error) => troubles.push(error),
  });
  assertEquals(job.keepaliveIn, "worker");
  for (const seen: string[] = []; count(seen, "PUT") === 0;) seen.push(...await api.report());
  return job;
}

Deno.test("a worker shares the login, and logs in again while its thread is blocked", async () => {
  await using api = await ThreadedApi.start();
  const job = await open(api);
  await api.report();
  api.tell("forget");
  // Nobody but the worker can have done anything by then.
  const requests = await api.report(block(BLOCKED_SECONDS));
  assertEquals([count(requests, LOGIN), count(requests, "PUT") > 0], [1, true]);
  await job.readStatus();
  assertEquals(count(await api.report(), LOGIN), 0);
  await job.destroy();
});

Deno.test("a password that was refused to the worker is not sent again by its thread", async () => {
  await using api = await ThreadedApi.start();
  const troubles: SpallocError[] = [];
  const job = await open(api, troubles);
  await api.report();
  api.tell("refuse");
  api.tell("forget");
  assertEquals(count(await api.report(block(BLOCKED_SECONDS)), LOGIN), 1);
  const asked = job.readStatus({ signal: AbortSignal.timeout(1000) }).catch((error) => error);
  assert(await asked instanceof Error);
  assertEquals(count(await api.report(), LOGIN), 0);
  assert(troubles.some((error) => error instanceof LoginError && error.why === "refused"));
  await job.close();
});

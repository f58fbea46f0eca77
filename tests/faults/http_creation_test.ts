/**
 * Every kind of fault of HTTP at every request of a job's creation: there is one job or none, and
 * whoever may have one is told.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { SpallocError, UnknownOutcomeError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { watch } from "../lib_test_kit/settle.ts";
import { HTTP_KINDS, type HttpKind } from "./http/kinds.ts";
import { KEEPALIVE, TESTER } from "./http/life.ts";
import { type Act, HttpWorld, type OnItsWay } from "./http/world.ts";
import { Unhandled } from "./unhandled.ts";

/** Requests of a creation: the login's three, machines, the job, and its state. */
const REQUESTS = 6;
/** Seconds in which everything has come to an end: the keepalive, and a check by the server. */
const END_SECONDS = KEEPALIVE + 35;

/** Kinds of faults that only a creation waits for. */
const SLOW_KINDS: readonly HttpKind[] = [
  slow("a request that comes when nobody waits any more", async (on, world) => {
    await world.wait(40);
    return await on.answer();
  }),
  slow("an answer that comes when nobody waits any more", async (on, world) => {
    const response = await on.answer();
    await world.wait(40);
    return response;
  }),
];

function slow(name: string, act: Act): HttpKind {
  return { name, strike: (world, fits) => world.spoil(fits, act), away: 0, isGlobal: false };
}

/** Begins to create a job. */
function create(world: HttpWorld, signal?: AbortSignal): Promise<Job> {
  return Job.create({ keepalive: KEEPALIVE }, {
    hostname: world.api.url,
    clock: world.clientClock,
    fetch: world.fetch("me"),
    credentials: TESTER,
    timeout: 5,
    ...signal && { signal },
  });
}

async function createThrough(kind: HttpKind, number: number): Promise<string> {
  const world = new HttpWorld();
  let count = 0;
  kind.strike(world, () => ++count === number);
  const watched = watch(create(world));
  await world.pass(60);
  const outcome = watched.outcome();
  assert(outcome.is !== "pending", "it is still being created");
  const created = world.created.get("me") ?? [];
  assert(created.length <= 1, `${created.length} jobs were created`);
  if (outcome.is === "fulfilled") {
    assertEquals([outcome.value.id], created);
    const destroying = watch(outcome.value.destroy());
    await world.pass(10);
    assertEquals(destroying.outcome().is, "fulfilled");
  } else {
    const { error } = outcome;
    assertInstanceOf(error, SpallocError);
    const isLeft = created.some((id) => !world.api.server.service.jobs.get(id)?.end);
    if (error instanceof UnknownOutcomeError) {
      assert(error.candidates.every((id) => created.includes(id)), `${error.candidates}`);
    } else assertEquals(isLeft, false, `nobody was told of the job, but: ${error}`);
  }
  await world.pass(END_SECONDS);
  assertEquals([world.api.server.list().length, world.clientClock.pending, world.open], [0, 0, 0]);
  assert(world.api.service.accounts.checks <= 4, "the password was sent too often");
  world.api.stop();
  return outcome.is;
}

const KINDS = [...HTTP_KINDS.filter(({ isGlobal }) => !isGlobal), ...SLOW_KINDS];

for (const kind of KINDS) {
  Deno.test(`with ${kind.name} at any request of its creation there is one job or none`, async (t) => {
    for (let number = 1; number <= REQUESTS; number++) {
      await t.step(`request ${number}`, async () => {
        using unhandled = new Unhandled();
        await createThrough(kind, number);
        assertEquals(unhandled.reasons, []);
      });
    }
  });
}

/** Whether a request creates a job. */
function isCreation({ received: { method, path } }: OnItsWay): boolean {
  return method === "POST" && path === "srv/spalloc/jobs";
}

/** Has the server take its time to create a job. */
function takeTime(world: HttpWorld, seconds: number): void {
  world.spoil(isCreation, async (on, world) => {
    await world.wait(seconds);
    return await on.answer();
  });
}

Deno.test("a job that takes half a minute to create is created, whatever the timeout", async () => {
  const world = new HttpWorld();
  takeTime(world, 29);
  const creating = watch(create(world));
  await world.pass(28);
  assertEquals(creating.outcome().is, "pending");
  await world.pass(2);
  const outcome = creating.outcome();
  assert(outcome.is === "fulfilled", `it is ${outcome.is}`);
  assertEquals(world.created.get("me"), [outcome.value.id]);
  const destroying = watch(outcome.value.destroy());
  await world.pass(10);
  assertEquals(destroying.outcome().is, "fulfilled");
  world.api.stop();
});

Deno.test("who gives up a creation that takes its time does not wait for long", async () => {
  using unhandled = new Unhandled();
  const world = new HttpWorld();
  takeTime(world, 20);
  const leaving = new AbortController();
  const creating = watch(create(world, leaving.signal));
  await world.pass(1);
  leaving.abort(new Error("Ctrl-C"));
  await world.pass(1.9);
  assertEquals(creating.outcome().is, "pending", "the answer may come yet");
  await world.pass(0.2);
  const outcome = creating.outcome();
  assert(outcome.is === "rejected", `it is ${outcome.is}`);
  assertInstanceOf(outcome.error, UnknownOutcomeError);
  await world.pass(20 + END_SECONDS);
  assertEquals([world.created.get("me")?.length, world.api.server.list().length], [1, 0]);
  assertEquals([world.clientClock.pending, world.open, unhandled.reasons], [0, 0, []]);
  world.api.stop();
});

Deno.test("a creation that is given up when its answer is near leaves no job", async () => {
  const world = new HttpWorld();
  takeTime(world, 12);
  const leaving = new AbortController();
  const creating = watch(create(world, leaving.signal));
  await world.pass(11);
  leaving.abort(new Error("Ctrl-C"));
  await world.pass(4);
  const outcome = creating.outcome();
  assert(outcome.is === "rejected", `it is ${outcome.is}`);
  assertEquals(`${outcome.error}`, "Error: Ctrl-C");
  assertEquals([world.created.get("me")?.length, world.api.server.list().length], [1, 0]);
  world.api.stop();
});

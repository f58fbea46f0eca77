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
import { HttpWorld } from "./http/world.ts";
import { Unhandled } from "./unhandled.ts";

/** Requests of a creation: the login's three, machines, the job, and its state. */
const REQUESTS = 6;
/** Seconds in which everything has come to an end: the keepalive, and a check by the server. */
const END_SECONDS = KEEPALIVE + 35;

async function createThrough(kind: HttpKind, number: number): Promise<string> {
  const world = new HttpWorld();
  let count = 0;
  kind.strike(world, () => ++count === number);
  const creating = Job.create({ keepalive: KEEPALIVE }, {
    hostname: world.api.url,
    clock: world.clientClock,
    fetch: world.fetch("me"),
    credentials: TESTER,
    timeout: 5,
  });
  const watched = watch(creating);
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

for (const kind of HTTP_KINDS.filter(({ isGlobal }) => !isGlobal)) {
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

import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { ConnectionError, TimeoutError } from "../../lib/errors.ts";
import { MUTE } from "../lib_test_kit/fake_server.ts";
import { type FakedJob, fakedJob } from "../lib_test_kit/faked_job.ts";
import { type Outcome, pass, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

Deno.test("destroy() gives up a mute server after its timeout", { permissions }, async () => {
  const { server, clock, job } = await fakedJob();
  server.answers.destroy_job = () => MUTE;
  server.ignoreGoodbyes();
  const destroying = watch(job.destroy("done", { timeout: 2 }));
  await pass(clock, 1.9);
  assertEquals(destroying.outcome().is, "pending");
  await pass(clock, 0.2); // a second for a polite goodbye would be in vain
  const outcome = destroying.outcome();
  if (outcome.is !== "rejected") throw new Error(`it is ${outcome.is}`);
  assertInstanceOf(outcome.error, TimeoutError);
  assertInstanceOf(outcome.error, ConnectionError);
  assertEquals(outcome.error.outcome, "unknown");
  assertStringIncludes(outcome.error.message, "within 2 s");
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("destroy() gives up a server that is out of reach", { permissions }, async () => {
  const { server, clock, job } = await fakedJob();
  server.dials = "hang";
  server.drop();
  const destroying = watch(job.destroy(undefined, { timeout: 2 }));
  await assertGivesUp(destroying, { server, clock });
});

for (const timeout of [5, null]) {
  Deno.test(`destroy() gives up a server that is mute after a reconnection (timeout: ${timeout})`, {
    permissions,
  }, async () => {
    const { server, clock, job } = await fakedJob({ timeout });
    await pass(clock, 6);
    for (const command of ["notify_job", "destroy_job"]) server.answers[command] = () => MUTE;
    server.ignoreGoodbyes();
    server.drop();
    await pass(clock, 0.3);
    assert(server.heard.some((it) => it.connection > 1 && it.command === "notify_job"));
    const destroying = watch(job.destroy("done", { timeout: 2 }));
    await assertGivesUp(destroying, { server, clock });
  });
}

Deno.test("destroy() gives up when it is aborted, and leaves nothing behind", {
  permissions,
}, async () => {
  const { server, clock, job } = await fakedJob();
  server.answers.destroy_job = () => MUTE;
  server.ignoreGoodbyes();
  const controller = new AbortController();
  const destroying = watch(
    job.destroy("done", { timeout: null, signal: controller.signal }),
  );
  await pass(clock, 60);
  assertEquals(destroying.outcome().is, "pending");
  const reason = new Error("enough");
  controller.abort(reason);
  await pass(clock, 0.1);
  assertEquals(destroying.outcome(), { is: "rejected", error: reason });
  assertEquals([server.open, clock.pending], [0, 0]);
});

/** Lets the two seconds pass that destroying was given. */
async function assertGivesUp(
  destroying: { outcome(): Outcome<void> },
  { server, clock }: Pick<FakedJob, "server" | "clock">,
): Promise<void> {
  await pass(clock, 1.9);
  assertEquals(destroying.outcome().is, "pending");
  await pass(clock, 0.2);
  const outcome = destroying.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, TimeoutError);
  assertEquals([server.open, clock.pending], [0, 0]);
}

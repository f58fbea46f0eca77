import { assertEquals, assertLessOrEqual } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { MUTE } from "../lib_test_kit/fake_server.ts";
import { assertCloses, created, fakedEmptyServer } from "../lib_test_kit/faked_job.ts";
import { pass, watch } from "../lib_test_kit/settle.ts";

/** Answer of servers from before they reported when a job was created. */
const OLD_STATE = { state: 3, power: true, keepalive: 12, reason: null };

for (const [name, list, seconds] of [["mute", MUTE, 6], ["nonsense", "nonsense", 1]] as const) {
  Deno.test(`a job of an old server does not wait long for a list of jobs that is ${name}`, async () => {
    const { server, clock, options } = fakedEmptyServer();
    server.answers.get_job_state = () => OLD_STATE;
    server.answers.list_jobs = () => list;
    const creating = watch(Job.create({ owner: "me", what: [], keepalive: 12 }, options));
    let waited = 0;
    for (; creating.outcome().is === "pending" && waited < 120; waited++) await pass(clock, 1);
    assertLessOrEqual(waited, seconds);
    const outcome = creating.outcome();
    assertEquals(outcome.is, "fulfilled");
    if (outcome.is === "fulfilled") await assertCloses({ server, clock, job: outcome.value });
    assertEquals(created(server), 1);
  });
}

import { assertEquals, assertInstanceOf } from "@std/assert";
import { JobDestroyedError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { type FakeServer, type Heard, MUTE } from "../lib_test_kit/fake_server.ts";
import { assertCloses, fakedJob } from "../lib_test_kit/faked_job.ts";
import { fakedServer } from "../lib_test_kit/faked_session.ts";
import { pass, settle, watch } from "../lib_test_kit/settle.ts";

const permissions = "none";

/** Lets a server hear nothing any more on a connection, as if a firewall had forgotten it. */
function deafen(server: FakeServer, connection: number): void {
  for (
    const command of [
      "get_job_state",
      "get_job_machine_info",
      "list_jobs",
      "notify_job",
      "destroy_job",
      "version",
    ]
  ) {
    const usual = server.answers[command];
    server.answers[command] = (heard: Heard): unknown => {
      if (heard.connection === connection) return MUTE;
      if (usual) return usual(heard);
      return command === "get_job_state" ? server.state() : answerOf(server, command);
    };
  }
}

function answerOf(server: FakeServer, command: string): unknown {
  switch (command) {
    case "version":
      return "1!7.0.0";
    case "list_jobs":
      return server.job ? [server.job] : [];
    case "get_job_machine_info":
      return {
        width: 8,
        height: 8,
        connections: [[[0, 0], "10.0.0.1"]],
        machine_name: "m",
        boards: [[0, 0, 0]],
      };
    case "destroy_job":
      server.job = null;
      return null;
    default:
      return null;
  }
}

for (const keepalive of [12, null]) {
  for (const timeout of [5, null]) {
    const how = `keepalive: ${keepalive}, timeout: ${timeout}`;
    Deno.test(`a job is destroyed over a second connection where the first is dead (${how})`, {
      permissions,
    }, async () => {
      const { server, clock, options } = fakedServer();
      server.job = { ...server.job, keepalive };
      const creating = Job.create({ owner: "me", keepalive }, { ...options, timeout });
      await pass(clock, 0.1);
      const job = await creating;
      deafen(server, 0);
      server.ignoreGoodbyes();
      const destroying = watch(job.destroy("done", { timeout: 2 }));
      await pass(clock, 2);
      assertEquals(destroying.outcome().is, "fulfilled");
      assertEquals([server.job, server.commands(2)], [
        null,
        ["version", "list_jobs", "get_job_state", "destroy_job"],
      ]);
      await pass(clock, 1.1);
      assertEquals([server.open, clock.pending], [0, 0]);
    });
  }
}

Deno.test("a stranger's job is spared on the second connection, too", { permissions }, async () => {
  const it = await fakedJob();
  deafen(it.server, 0);
  it.server.job = { ...it.server.job, owner: "you" };
  const destroying = watch(it.job.destroy("done", { timeout: 2 }));
  await pass(it.clock, 5);
  assertEquals(destroying.outcome().is !== "pending", true);
  assertEquals(it.server.commands(2), ["version", "list_jobs"]);
  assertEquals(it.server.job !== null, true);
});

Deno.test("leaving in the pause before a reconnection frees the boards at once", {
  permissions,
}, async () => {
  const it = await fakedJob({ reconnectDelay: 60 });
  await pass(it.clock, 61);
  it.server.dials = "refused";
  it.server.drop();
  await pass(it.clock, 0.2);
  it.server.dials = "work";
  const destroying = watch(it.job.destroy("done", { timeout: 2 }));
  await pass(it.clock, 0.1);
  assertEquals([destroying.outcome().is, it.server.job], ["fulfilled", null]);
  await pass(it.clock, 2);
  assertEquals([it.server.open, it.clock.pending], [0, 0]);
});

Deno.test("what the lifeline hears of a ready job is acted on where the session is dead", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedServer();
  server.job = { ...server.job, state: JobState.power };
  const creating = Job.create({ owner: "me", keepalive: 12 }, { ...options, timeout: null });
  await pass(clock, 0.1);
  const job = await creating;
  const waiting = watch(job.waitUntilReady());
  deafen(server, 0);
  server.job = { ...server.job, state: JobState.ready };
  await pass(clock, 14);
  assertEquals(waiting.outcome().is, "fulfilled");
  assertEquals(server.commands(0).includes("get_job_machine_info"), false);
  await Promise.all([job.close(), pass(clock, 5)]);
});

Deno.test("what the session hears of the end of a job stops the lifeline", {
  permissions,
}, async () => {
  const it = await fakedJob();
  it.server.destroy("enough");
  await settle();
  assertInstanceOf(it.job.gone.reason, JobDestroyedError);
  await pass(it.clock, 20);
  assertEquals(it.server.commands(1).filter((command) => command === "get_job_state").length, 1);
  await assertCloses(it);
});

Deno.test("the session of a job in use is not idle for longer than 15 s", {
  permissions,
}, async () => {
  const it = await fakedJob({}, {});
  await pass(it.clock, 60);
  const looks = it.server.heard
    .filter(({ command, connection }) => command === "get_job_state" && connection === 0)
    .map(({ at }) => Math.round(at));
  assertEquals(looks, [0, 15, 30, 45, 60]);
  await assertCloses(it);
});

import { assert, assertEquals, assertRejects } from "@std/assert";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { exitCodeOf } from "../../commands/reported_code.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { waitForJob } from "../../commands/job/wait.ts";
import { systemClock } from "../../lib/clock.ts";
import { JobDestroyedError } from "../../lib/errors.ts";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { FakeServer } from "../lib_test_kit/fake_server.ts";
import { contextFor, FakeContext, runIn, runOn } from "./fake_context.ts";
import { createOn, serverWith } from "./servers.ts";

const FULL = { what: [1, 1], machine: "n" };

/** Waits for a job that is not there yet, does something meanwhile, and gives what came of it. */
async function waitFor(
  server: Simulator,
  argv: string[],
  meanwhile: () => void | Promise<void>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const context = contextFor(server, { env: { SPALLOC_OWNER: "me" } });
  let isOver = false;
  const done = runIn(context, job, argv).finally(() => isOver = true);
  // It may come to an end only by what is done meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert(!isOver, context.err.text);
  await meanwhile();
  return { code: await done, stdout: context.out.text, stderr: context.err.text };
}

Deno.test("job --wait ready ends when the job has its boards, and at once if it has them", async () => {
  await using server = await serverWith([FULL, FULL]);
  assertEquals(
    await waitFor(server, ["2", "--wait", "ready"], () => server.destroyJob(1)),
    { code: 0, stdout: "", stderr: "" },
  );
  assertEquals((await runOn(server, job, ["2", "--wait=ready"])).code, 0);
});

Deno.test("job --wait gone ends when the job is over, and at once if it was", async () => {
  await using server = await serverWith([{ owner: "me" }]);
  const ended = await waitFor(server, ["--wait", "gone"], () => server.destroyJob(1));
  assertEquals(ended, { code: 0, stdout: "", stderr: "" });
  assertEquals((await runOn(server, job, ["1", "--wait", "gone"])).code, 0);
  const unknown = await runOn(server, job, ["999", "--wait", "gone"]);
  assertEquals([unknown.code, unknown.stderr], [
    0,
    "spalloc: Job 999 is not known to the server\n",
  ]);
});

Deno.test("job --wait ready fails for a job that is over, or never was", async () => {
  await using server = await serverWith([FULL, FULL]);
  const ran = waitFor(server, ["2", "--wait", "ready"], () => server.destroyJob(2, "enough"));
  const error = await assertRejects(() => ran, JobDestroyedError, "enough");
  assertEquals(exitCodeOf(error, "job").code, 1);
  const unknown = await assertRejects(
    () => runOn(server, job, ["999", "--wait", "ready"]),
    CommandError,
    "999",
  );
  assertEquals(unknown.exitCode, 3);
});

Deno.test("job --wait gives up after --max-wait with a code of its own", async () => {
  await using server = await serverWith([FULL, FULL]);
  for (const [id, goal] of [["2", "ready"], ["1", "gone"]] as const) {
    const error = await assertRejects(
      () => runOn(server, job, [id, "--wait", goal, "--max-wait", "0.1"]),
      CommandError,
      `Job ${id} is not ${goal} after 0.1 s`,
    );
    assertEquals(error.exitCode, 5);
  }
});

Deno.test("job --wait outlives a restart of the server", async () => {
  await using server = await serverWith([FULL, FULL]);
  const { code, stderr } = await waitFor(server, ["2", "--wait", "ready"], async () => {
    await server.restart({ cold: false, downtime: 0.3 });
    server.destroyJob(1);
  });
  assertEquals(code, 0);
  assert(/^Lost the server .*\nThe server is back\.\n$/.test(stderr), stderr);
});

Deno.test("a stranger's job that got the id after a restart is not the one that is awaited", async () => {
  await using server = await serverWith([{ owner: "me" }]);
  const { code, stderr } = await waitFor(server, ["1", "--wait", "gone"], async () => {
    await server.restart({ cold: true, downtime: 0.05 });
    await createOn(server, { owner: "you" });
  });
  assertEquals(code, 0);
  assert(stderr.endsWith("spalloc: Job 1 is not known to the server\n"), stderr);
  assertEquals(server.jobs.length, 1);
});

Deno.test("job --wait takes a job that came after the list was made for a stranger's", async () => {
  const server = new FakeServer(systemClock);
  const context = new FakeContext({ env: { SPALLOC_HOSTNAME: "fake" } });
  let lists = 0;
  server.answers.list_jobs = () => lists++ === 0 ? [LISTED] : [];
  server.answers.get_job_state = () => ({ state: 3, power: true, keepalive: 60, start_time: 9 });
  const done = waitForJob(() => Promise.resolve(7), { hostname: "fake", dial: server.dial }, {
    goal: "gone",
    maxWait: 10,
    context,
  });
  while (lists === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const transport of server.connections) transport.sendMessage({ jobs_changed: [7] });
  await done;
  await context.stderr.flush();
  assertEquals(context.err.text, "spalloc: Job 7 is not known to the server\n");
});

Deno.test("job --wait names the job in no command, which would keep it alive", async () => {
  const server = new FakeServer(systemClock);
  const context = new FakeContext({ env: { SPALLOC_HOSTNAME: "fake" } });
  server.answers.list_jobs = () => [LISTED];
  const done = waitForJob(() => Promise.resolve(7), { hostname: "fake", dial: server.dial }, {
    goal: "gone",
    maxWait: 0.6,
    context,
  });
  await assertRejects(() => done, CommandError);
  assertEquals(new Set(server.commands()), new Set(["version", "notify_job", "list_jobs"]));
});

const LISTED = {
  job_id: 7,
  owner: "you",
  start_time: 1,
  keepalive: 60,
  state: 3,
  power: true,
  args: [],
  kwargs: {},
  allocated_machine_name: "m",
  boards: [[0, 0, 0]],
  keepalivehost: "::1",
};

Deno.test("job --wait refuses what makes no sense with it", async () => {
  const server = { hostname: "localhost", port: 1 };
  for (
    const argv of [
      ["1", "--wait", "done"],
      ["1", "2", "--wait", "ready"],
      ["1", "--wait", "ready", "--destroy"],
      ["1", "--wait", "ready", "--watch"],
      ["1", "--wait", "ready", "--reset"],
      ["1", "--max-wait", "5"],
    ]
  ) {
    await assertRejects(() => runOn(server, job, argv), UsageError);
  }
});

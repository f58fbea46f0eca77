// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { ReferenceServer, referenceTest } from "../reference/reference_server.ts";
import { EXAMPLES, type Start, takeExample } from "./example.ts";
import { Project } from "./project.ts";

/** Signals that end a program, and its exit codes. */
const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

/** Checks of each example. */
const tests: Record<string, (start: Start, server: Simulator) => Promise<void>> = {
  async "run_a_program.ts"(start, server) {
    await using ends = start("3", "/bin/sh", "-c", "echo boots $0; exit 7");
    const { code, stdout, stderr } = await ends.ended;
    assertEquals([code, stderr], [7, ""]);
    assertEquals(stdout, "Job 1: 16 x 16 chips, boot 10.11.0.1\nboots 10.11.0.1\n");
    assertEquals(server.jobs, []);

    for (const [signal, exitCode] of SIGNALS) {
      await using interrupted = start("3", "/bin/sh", "-c", "sleep 60 & echo runs $!; wait");
      const heard = await interrupted.hears("stdout", /runs \d+/);
      interrupted.kill(signal);
      assertEquals((await interrupted.ended).code, exitCode);
      assertEquals(server.jobs, []);
      await hasEnded(Number(/runs (\d+)/.exec(heard)?.[1]));
    }
    await using bereft = start("3", "/bin/sh", "-c", "sleep 60 & echo runs $!; wait");
    const heard = await bereft.hears("stdout", /runs \d+/);
    server.destroyJob(server.jobs[0]?.id ?? 0, "Maintenance.");
    assertEquals((await bereft.ended).stderr, "Job 5 was destroyed: Maintenance.\n");
    await hasEnded(Number(/runs (\d+)/.exec(heard)?.[1]));
  },
  async "resume_a_job.ts"(start, server) {
    await using first = start();
    assertEquals((await first.ended).stdout, "Job 1 waits to be resumed, at 10.11.0.1\n");
    assertEquals(server.jobs.map(({ id }) => id), [1]);
    await using second = start("1");
    const { code, stdout } = await second.ended;
    assertEquals(code, 0);
    assertMatch(stdout, /^Job 1 has 16 x 16 chips:\n\(0, 0\) at 10\.11\.0\.1\n/);
    assertEquals(server.jobs, []);
  },
  async "watch_a_machine.ts"(start, server) {
    await using watching = start(server.hostname, "demo", String(server.port));
    await watching.hears("stdout", /^0 of 24 boards in use, jobs: 0\n/);
    const { hostname, port } = server;
    await using client = await ProtocolClient.connect(hostname, { port });
    await client.createJob({ what: [3], owner: "me@example.org" });
    await watching.hears("stdout", /^3 of 24 boards in use, jobs: 1\n/m);
    watching.kill("SIGINT");
    await watching.ended;
  },
  async "many_jobs.ts"(start, server) {
    await using working = start();
    const { code, stdout, stderr } = await working.ended;
    assertEquals(code, 1);
    assertEquals(stdout.match(/^experiment [1-8]: done at 10\.11\./gm)?.length, 7);
    assertStringIncludes(stderr, "experiment 5 failed: Error: it does not converge");
    assertEquals([server.jobs.length, server.destroyedJobs.size], [0, 8]);

    await using interrupted = start();
    await interrupted.hears("stdout", /done/);
    interrupted.kill("SIGTERM");
    assertEquals((await interrupted.ended).code, 143);
    assertEquals(server.jobs, []);
    assert(server.destroyedJobs.size < 16);
  },
  async "cancel.ts"(start, server) {
    for (const [signal, exitCode] of SIGNALS) {
      await using interrupted = start("24");
      await interrupted.hears("stdout", /^Job \d is ready/);
      interrupted.kill(signal);
      const { code, stderr } = await interrupted.ended;
      assertEquals([code, stderr], [exitCode, "Interrupted.\n"]);
      assertEquals(server.jobs, []);
    }
  },
  async "recover.ts"(start, server) {
    await using working = start();
    await working.hears("stdout", /^Step 1 /);
    await server.restart({ cold: false, downtime: 1 });
    await working.hears("stderr", /The server is away: .*\n(.*\n)*The server is back\.\n/);
    await server.restart({ cold: true });
    await working.hears("stderr", /^Job 1 .*\nBeginning anew\.\n/m);
    const { code, stdout } = await working.ended;
    assertEquals(code, 0);
    assertMatch(stdout, /Step 1 [^]*Step 1 [^]*Step 20 .*\n$/);
    assertEquals(server.jobs, []);

    await using interrupted = start();
    await interrupted.hears("stdout", /^Step 1 /);
    interrupted.kill("SIGTERM");
    const ended = await interrupted.ended;
    assertEquals([ended.code, ended.stderr], [143, ""]);
    assertEquals(server.jobs, []);
  },
  async "own_program_test.ts"(start) {
    await using testing = start();
    const { code, stdout } = await testing.ended;
    assertEquals(code, 0, stdout);
    assertStringIncludes(stdout, "2 passed | 0 failed");
  },
};

/** Waits until a process is gone, or dead and nobody has asked how it ended. */
async function hasEnded(pid: number): Promise<void> {
  for (;;) {
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] })
      .output();
    if (/^Z|^$/.test(new TextDecoder().decode(stdout).trim())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let project: Project;
Deno.test.beforeAll(async () => {
  project = await Project.make();
});
Deno.test.afterAll(() => project[Symbol.asyncDispose]());

Deno.test("every example is in the table of examples, and is tested", async () => {
  const names = (await Array.fromAsync(Deno.readDir(EXAMPLES))).map(({ name }) => name);
  assertEquals(names.sort(), ["README.md", ...Object.keys(tests)].sort());
  const index = await Deno.readTextFile(join(EXAMPLES, "README.md"));
  for (const name of Object.keys(tests)) assertStringIncludes(index, `| [${name}](${name}) `);
});

for (const [name, test] of Object.entries(tests)) {
  Deno.test({
    name: `the example ${name} does what it says, with the permissions that it names`,
    ignore: Deno.build.os === "windows", // which has neither these shells nor these signals
    async fn() {
      await using server = await Simulator.start({ powerDelay: 0 });
      await test(await takeExample(name, project, server), server);
    },
  });
}

const USAGES = {
  "run_a_program.ts": "usage: run_a_program.ts BOARDS PROGRAM [ARGUMENT...]\n",
  "cancel.ts": "usage: cancel.ts BOARDS\n",
  "watch_a_machine.ts": "usage: watch_a_machine.ts HOSTNAME MACHINE [PORT]\n",
};
for (const [name, usage] of Object.entries(USAGES)) {
  Deno.test(`the example ${name} tells how it is used, without arguments`, async () => {
    const start = await takeExample(name, project, { hostname: "127.0.0.1", port: 1 });
    await using ends = start();
    const { code, stdout, stderr } = await ends.ended;
    assertEquals([code, stdout, stderr], [2, "", usage]);
  });
}

const CALLS = { "run_a_program.ts": ["3", "true"], "cancel.ts": ["3"], "recover.ts": [] };
for (const [name, args] of Object.entries({ ...CALLS, "resume_a_job.ts": ["1"] })) {
  Deno.test(`the example ${name} says in a line that no server is there`, async () => {
    const start = await takeExample(name, project, { hostname: "127.0.0.1", port: 1 });
    await using ends = start(...args);
    const { code, stderr } = await ends.ended;
    assert(code !== 0);
    assertMatch(stderr, /^Cannot connect to 127\.0\.0\.1:1 .*\n$/);
  });
}

referenceTest("the examples get and resume jobs of the Python server as well", async () => {
  const machines = [{ name: "frame-4", width: 4, height: 2 }];
  await using server = await ReferenceServer.start({ machines });
  const runAProgram = await takeExample("run_a_program.ts", project, server);
  await using ends = runAProgram("2", "/bin/sh", "-c", "echo boots $0; exit 7");
  const { code, stdout } = await ends.ended;
  assertEquals([code, stdout], [7, "Job 1: 16 x 16 chips, boot 10.11.0.1\nboots 10.11.0.1\n"]);
  const resumeAJob = await takeExample("resume_a_job.ts", project, server);
  await using first = resumeAJob();
  const { stdout: left } = await first.ended;
  // The boards of the first job are free only once their power is off.
  const [, address] = /^Job 2 waits to be resumed, at (10\.11\.0\.\d+)\n$/.exec(left) ?? [];
  await using second = resumeAJob("2");
  const { stdout: resumed } = await second.ended;
  assertEquals(resumed.split("\n").slice(0, 2), [
    "Job 2 has 16 x 16 chips:",
    `(0, 0) at ${address}`,
  ]);
  assertEquals(await server.call("list_jobs"), []);
});

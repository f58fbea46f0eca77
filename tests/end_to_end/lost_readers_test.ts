// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { createOn } from "../commands/servers.ts";
import { reasonInQueue, startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, programTest, runInShell } from "./program.ts";

/** Maximum time for a program to end by itself. */
const LIMIT_MS = 15_000;
/** Seconds within which whoever left would have been missed twice. */
const MISSED_SECONDS = 3;

/** A server whose only board is taken. */
async function busyServer(): Promise<Simulator> {
  const server = await startServer({ machines: ["m:1x1"], powerDelay: 0 });
  await createOn(server, { owner: "somebody", what: [3] });
  return server;
}

/** Starts waiting for a board, in a shell with a line around the program. */
function queue(
  program: Program,
  server: Simulator,
  script = 'exec "$@"',
): Deno.ChildProcess {
  const args = [...program.args, "1", "-c", "true"];
  return new Deno.Command("/bin/sh", {
    args: ["-c", script, "sh", program.path, ...args],
    env: leadTo(server),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Settles when so many jobs of the tester's are queued. */
async function untilQueued(server: Simulator, count: number): Promise<void> {
  const queued = (): number => server.jobs.filter(({ state }) => state === "queued").length;
  const late = performance.now() + LIMIT_MS;
  while (queued() < count && performance.now() < late) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

programTest(
  "a watch ends soon after its reader has left, though nothing changes",
  async (program) => {
    await using server = await startServer({ machines: ["demo:1x1"], powerDelay: 0 });
    await createOn(server, {});
    const watches = [
      ["job", "1", "--watch", "--json"],
      ["job", "1", "--watch"],
      ["ps", "--watch"],
      ["machine", "--watch", "--json"],
      ["machine", "demo", "--watch"],
    ];
    await Promise.all(watches.map(async (args) => {
      const { code, stdout, stderr } = await runInShell(
        program,
        args,
        "| head -n 1",
        leadTo(server),
      );
      assertEquals([code, stderr], [0, ""], args.join(" "));
      assertMatch(stdout, /^[^\n]+\n$/);
    }));
  },
);

programTest("a watch that waits for its server ends when its reader leaves", async (program) => {
  const env = { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: "1" };
  const { code, stderr } = await runInShell(program, ["ps", "--watch"], "| true", env);
  assertEquals(code, 0);
  assertMatch(stderr, /^(Lost the server .*|spalloc: Cannot connect .*)\n$/);
});

programTest("a queued job is freed when nobody is left to wait for it", async (program) => {
  await using server = await busyServer();
  const child = queue(program, server);
  await untilQueued(server, 1);
  await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.stdin.close()]);
  const late = setTimeout(() => child.kill("SIGTERM"), LIMIT_MS);
  const { code } = await child.status;
  clearTimeout(late);
  assertEquals(code, 129);
  assertEquals(server.jobs.map(({ owner }) => owner), ["somebody"]);
  assertEquals([...server.destroyedJobs.values()], [reasonInQueue("Interrupted by SIGHUP.")]);
});

programTest(
  "a queued job stays where somebody may still be there, or wants it to",
  async (program) => {
    await using server = await busyServer();
    const folder = await Deno.makeTempDir();
    const open = queue(program, server); // What it reads from is open.
    const others = [
      `exec "$@" > ${folder}/out`,
      `exec "$@" 2> ${folder}/err`,
      'exec "$@" > /dev/null 2>&1 < /dev/null',
      'trap "" HUP; exec "$@"', // as nohup does
    ].map((script) => queue(program, server, script));
    const heard = queue(program, server);
    others.push(heard);
    const all = [open, ...others];
    await untilQueued(server, all.length);
    const streams = all.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const left = streams.filter((stream) => stream !== heard.stderr);
    await Promise.all(left.map((stream) => stream.cancel()));
    await Promise.all(others.map(({ stdin }) => stdin.close()));
    await new Promise((resolve) => setTimeout(resolve, MISSED_SECONDS * 1000));
    const queued = server.jobs.filter(({ state }) => state === "queued");
    for (const child of all) child.kill("SIGTERM");
    await open.stdin.close();
    await Promise.all([heard.stderr.cancel(), ...all.map(({ status }) => status)]);
    await Deno.remove(folder, { recursive: true });
    assertEquals(queued.length, all.length);
  },
);

// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { createOn } from "../commands/servers.ts";
import { leadTo, programTest, run } from "./program.ts";

const OFF = "Job 1: Its boards are off, powering them on...\n";

/** The kinds of servers; on the old port of a Java server the state is polled. */
const MANNERS = ["python", "java"] as const;

/** A server with a ready job whose boards are off. */
async function serverWithDarkJob(
  owner: string,
  manners: typeof MANNERS[number],
): Promise<{ server: Simulator; heard: string[] }> {
  const heard: string[] = [];
  const server = await Simulator.start({
    machines: ["demo:1x1"],
    powerDelay: 0.1,
    manners,
    firstJobId: 1,
    secondsBeforeFree: 0,
    onCommand: ({ name }) => heard.push(name),
  });
  const jobId = await createOn(server, { owner });
  await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
  await client.powerOffJobBoards(jobId);
  heard.length = 0;
  return { server, heard };
}

for (const manners of MANNERS) {
  programTest(
    `spalloc --resume powers boards on that are off, on a ${manners} server`,
    async (program) => {
      const { server, heard } = await serverWithDarkJob("tester@example.org", manners);
      await using _ = server;
      const look = [program.path, ...program.args, "job", "1", "--json"];
      const args = ["--resume", "1", "--", ...look];
      const { code, stdout, stderr } = await run(program, args, { env: leadTo(server) });
      assertEquals(code, 0, stderr);
      assertEquals(heard.filter((name) => name === "power_on_job_boards").length, 1);
      const { state, power } = JSON.parse(stdout);
      assertEquals([state, power], ["ready", true]);
      assertStringIncludes(stderr, OFF);
      assertEquals(stderr.indexOf("Ready!") > stderr.indexOf(OFF), true, stderr);
      assertEquals(server.jobs, []);
    },
  );

  programTest(
    `spalloc --resume leaves bob's job whose boards are off, on a ${manners} server`,
    async (program) => {
      const { server, heard } = await serverWithDarkJob("bob", manners);
      await using _ = server;
      const env = leadTo(server);
      const { code, stderr } = await run(program, ["--resume", "1", "-c", "true"], { env });
      assertEquals(code, 8);
      const said = "The boards of job 1 are off, and the job belongs to bob. " +
        "To power them on:\n  spalloc job 1 --power-on\n";
      assertStringIncludes(stderr, said);
      assertEquals(server.jobs.map(({ id }) => id), [1]);
      assertEquals(heard.includes("power_on_job_boards"), false);
    },
  );

  programTest(
    `spalloc --resume does not reset boards that are on, on a ${manners} server`,
    async (program) => {
      await using server = await Simulator.start({
        machines: ["demo:1x1"],
        powerDelay: 0,
        manners,
        firstJobId: 1,
        secondsBeforeFree: 0,
      });
      await createOn(server, { owner: "bob" });
      const env = leadTo(server);
      const { code, stderr } = await run(program, ["--resume", "1", "-c", "true"], { env });
      assertEquals([code, stderr.includes("off")], [0, false], stderr);
    },
  );
}

programTest(
  "spalloc --resume says what has no effect, and refuses to allocate",
  async (program) => {
    await using server = await Simulator.start({ machines: ["demo:1x1"], powerDelay: 0 });
    await createOn(server, {});
    const env = leadTo(server);
    const mixed = await run(program, ["--resume", "1", "5", "--keepalive", "10"], { env });
    assertEquals(mixed.code, 2);
    assertStringIncludes(
      mixed.stderr,
      "Cannot resume job 1 and allocate 5: give only one of them",
    );
    assertEquals(server.jobs.length, 1);
    const options = ["--keepalive", "10", "-W", "--machine", "demo", "--ping", "-c", "true"];
    const { code, stderr } = await run(program, ["--resume", "1", ...options], { env });
    assertEquals(code, 0);
    const said =
      "--machine, --no-require-torus, --keepalive and --ping have no effect: job 1 exists already.\n";
    assertStringIncludes(stderr, said);
  },
);

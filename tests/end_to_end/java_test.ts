// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { Job } from "../../lib/job.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { leadTo, programTest, Run } from "./program.ts";

/** A server with Java manners that is quick, but for the keepalives that its jobs have. */
const QUICK: SimulatorOptions = {
  manners: "java",
  machines: ["demo:4x2"],
  powerDelay: 0,
  secondsBeforeFree: 0,
  timeoutCheckInterval: 0.2,
  java: { defaultKeepalive: 2 },
};
/** Longer than four of those keepalives. */
const LONG = "sleep 8; echo done";

programTest("jobs with a keepalive of 2 s live through 8 s on a Java server", async (program) => {
  await using server = await Simulator.start(QUICK);
  const { hostname, port } = server;
  const left = await Job.create({ owner: "me", keepalive: 2 }, {
    hostname,
    port,
    keepaliveIn: "thread",
  });
  await left.close();
  const env = leadTo(server);
  await using resumed = new Run(program, ["--resume", String(left.id), "-c", LONG], { env });
  await using endless = new Run(program, ["--keepalive", "-1", "-c", LONG], { env });
  for (const running of [resumed, endless]) {
    const { code, stdout } = await running.ended;
    assertEquals([code, stdout], [0, "done\n"]);
  }
  assertMatch(
    (await endless.ended).stderr,
    /This server has no unlimited keepalive: .* after 2 s of silence\.\n/,
  );
  assertEquals(server.jobs, []);
});

programTest(
  "what a Java server refuses is quoted to the letter, and explained",
  async (program) => {
    await using server = await Simulator.start(QUICK);
    const env = leadTo(server);
    await using unsuitable = new Run(program, ["1", "--machine", "dem"], { env });
    const told = await unsuitable.ended;
    assertEquals(told.code, 1);
    assertEquals(
      told.stderr,
      "spalloc: The server refused: no machine available which matches allocation request. " +
        'There is no machine "dem"; there is "demo". Did you mean "demo"?\n',
    );
    await using stalling = new Run(program, ["20"], { env });
    assertMatch((await stalling.ended).stderr, /Ask for WIDTH HEIGHT in triads instead: 4 2\n$/);
    assertEquals(server.jobs, []);
  },
);

programTest("a job that is left on a Java server is said to end when it does", async (program) => {
  await using server = await Simulator.start(QUICK);
  const args = ["--keepalive", "-1", "--no-destroy", "-c", "true"];
  await using running = new Run(program, args, { env: leadTo(server) });
  const { stderr } = await running.ended;
  assertMatch(stderr, /is left allocated\. The server destroys it within 32 s unless /);
});

programTest(
  "jobs of a Java server's other interface are hidden, and left alone",
  async (program) => {
    await using server = await Simulator.start(QUICK);
    const hidden = server.addHiddenJob([3]);
    const env = leadTo(server);
    const id = String(hidden);
    await using listed = new Run(program, ["ps"], { env });
    assertMatch((await listed.ended).stdout, /<Hidden>/);
    await using destroying = new Run(program, ["job", id, "--destroy"], { env });
    const { code, stderr } = await destroying.ended;
    assertEquals(code, 3);
    assertMatch(stderr, /was created through another interface of the server/);
  },
);

programTest("a job whose boards fail to power on is shown to wait again", async (program) => {
  await using server = await Simulator.start({ ...QUICK, powerDelay: 1 });
  server.failPower();
  await using running = new Run(program, ["3", "-c", "echo done"], { env: leadTo(server) });
  const { code, stdout, stderr } = await running.ended;
  assertEquals([code, stdout], [0, "done\n"]);
  assertMatch(stderr, /Waiting for power on\.\.\.\n.*Waiting in queue.*\n(.*\n)*.*Ready!/);
});

import { assert, assertEquals, assertLess } from "@std/assert";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";

const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0.05 };
const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

for (const [signal, wanted] of SIGNALS) {
  programTest(`${signal} while the job is queued destroys it`, async (program) => {
    await using server = await Simulator.start(QUICK);
    await using holder = await holdAll(program, server);
    await using queued = new Run(program, ["1"], { env: leadTo(server) });
    await queued.hears("stderr", /Waiting in queue/);
    queued.kill(signal);
    assertEquals((await queued.ended).code, wanted);
    assertEquals(server.jobs.map(({ id }) => id), [1]);
    await holder.type("\n");
    await holder.ended;
  });

  programTest(`${signal} while the boards are powered on destroys the job`, async (program) => {
    await using server = await Simulator.start({ ...QUICK, powerDelay: 60 });
    await using running = new Run(program, ["1"], { env: leadTo(server) });
    await running.hears("stderr", /Waiting for power on/);
    running.kill(signal);
    assertEquals((await running.ended).code, wanted);
    assertEquals(server.jobs, []);
  });

  programTest(`${signal} while waiting for Enter destroys the job`, async (program) => {
    await using server = await Simulator.start(QUICK);
    await using running = new Run(program, ["1"], { env: leadTo(server) });
    await running.hears("stdout", /<Press enter/);
    running.kill(signal);
    assertEquals((await running.ended).code, wanted);
    assertEquals(server.jobs, []);
  });

  programTest(
    `${signal} while a command runs ends all of it, then destroys the job`,
    async (program) => {
      await using server = await Simulator.start(QUICK);
      // The shell has a child of its own, which must not be left behind.
      const line = "sleep 600 & echo child $!; wait; true";
      await using running = new Run(program, ["-c", line], { env: leadTo(server) });
      const child = Number((await running.hears("stdout", /child \d+/)).split(" ")[1]);
      const from = performance.now();
      running.kill(signal);
      assertEquals((await running.ended).code, wanted);
      assertLess(performance.now() - from, 2500);
      assertEquals(server.jobs, []);
      assert(!runs(child), `process ${child} was left behind`);
    },
  );
}

programTest(
  "a command that ignores SIGTERM is killed, and its job lives until then",
  async (program) => {
    await using server = await Simulator.start(QUICK);
    const line = "trap '' TERM INT; echo $$; while :; do sleep 0.1; done";
    await using running = new Run(program, ["-c", line], { env: leadTo(server) });
    const child = Number(await running.hears("stdout", /\d+/));
    running.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assertEquals([runs(child), server.jobs.length], [true, 1]);
    assertEquals((await running.ended).code, 143);
    assertEquals([runs(child), server.jobs.length], [false, 0]);
  },
);

programTest("a second signal does not wait for the command to end", async (program) => {
  await using server = await Simulator.start(QUICK);
  const line = "trap '' TERM INT; echo $$; while :; do sleep 0.1; done";
  await using running = new Run(program, ["-c", line], { env: leadTo(server) });
  const child = Number(await running.hears("stdout", /\d+/));
  const from = performance.now();
  running.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 200));
  running.kill("SIGINT");
  assertEquals((await running.ended).code, 130);
  assertLess(performance.now() - from, 2500);
  assert(!runs(child), `process ${child} was left behind`);
});

programTest("nohup keeps SIGHUP from ending a job", async (program) => {
  await using server = await Simulator.start(QUICK);
  const command = [program.path, ...program.args, "-c", "echo started; read -r line; echo done"];
  const script = 'trap "" HUP; exec "$@"';
  const shell: Program = { name: program.name, path: "/bin/sh", args: ["-c", script, "sh"] };
  await using running = new Run(shell, command, { env: leadTo(server) });
  await running.hears("stdout", /started/);
  running.kill("SIGHUP");
  await running.type("\n");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout], [0, "started\ndone\n"]);
});

programTest(
  "a job whose server is gone is left within two seconds, and the user is told",
  async (program) => {
    const server = await Simulator.start(QUICK);
    await using running = new Run(program, ["1"], { env: leadTo(server) });
    await running.hears("stdout", /<Press enter/);
    await server.close();
    await running.hears("stderr", /Lost the server/);
    const from = performance.now();
    await running.type("\n");
    const { code, stderr } = await running.ended;
    assertLess(performance.now() - from, 3500);
    assert(stderr.includes("Could not destroy job 1"), stderr);
    assertEquals(code, 0);
  },
);

async function holdAll(program: Program, server: Simulator): Promise<Run> {
  const holder = new Run(program, ["2", "2"], { env: leadTo(server) });
  await holder.hears("stdout", /<Press enter/);
  return holder;
}

/** Whether a process runs; one that only waits for its parent to notice its end does not. */
function runs(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .outputSync();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}

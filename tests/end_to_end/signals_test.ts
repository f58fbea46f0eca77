// Permissions: all, because it starts programs.
import { assert, assertEquals, assertLess } from "@std/assert";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { JupyterHub } from "../lib_test_kit/jupyter_hub.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";

const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0.05 };
programTest(
  "a command that ignores SIGTERM is killed, and its job lives until then",
  async (program) => {
    await using server = await startServer(QUICK);
    const line = "trap '' TERM INT; echo $$; for i in $(seq 300); do sleep 0.1; done";
    await using running = new Run(program, ["-c", line], { env: leadTo(server) });
    const child = Number(await running.hears("stdout", /\d+/));
    running.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assertEquals([runs(child), server.jobs.length], [true, 1]);
    assertEquals((await running.ended).code, 143);
    assertEquals([runs(child), server.jobs.length], [false, 0]);
  },
);

programTest("a signal does not wait for the token service of a JupyterHub", async (program) => {
  await using hub = new JupyterHub(null);
  const env = { SPALLOC_HOSTNAME: "https://localhost:1/", ...hub.env };
  await using running = new Run(program, ["1"], { env });
  while (hub.asked === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const pressed = performance.now();
  running.kill("SIGINT");
  assertEquals((await running.ended).code, 130);
  assertLess(performance.now() - pressed, 5000);
});

programTest("SIGUSR1 and SIGUSR2 are for the command that runs", async (program) => {
  await using server = await startServer(QUICK);
  const line = "trap 'echo one' USR1; trap 'echo two; exit 7' USR2; echo started; " +
    "for i in $(seq 300); do sleep 0.1; done";
  await using running = new Run(program, ["-c", line], { env: leadTo(server) });
  await running.hears("stdout", /started/);
  running.kill("SIGUSR1");
  await running.hears("stdout", /one/);
  assertEquals(server.jobs.length, 1);
  running.kill("SIGUSR2");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout, server.jobs], [7, "started\none\ntwo\n", []]);
});

const RARE_SIGNALS = Deno.build.os === "linux"
  ? [["SIGUSR1", 138], ["SIGUSR2", 140], ["SIGXCPU", 152]] as const
  : [["SIGUSR1", 158], ["SIGUSR2", 159], ["SIGXCPU", 152]] as const;

for (const [signal, wanted] of RARE_SIGNALS) {
  programTest(`${signal} frees the boards that nothing runs on`, async (program) => {
    await using server = await startServer(QUICK);
    await using running = new Run(program, ["1"], { env: leadTo(server) });
    await running.hears("stdout", /<Press enter/);
    running.kill(signal);
    assertEquals([(await running.ended).code, server.jobs], [wanted, []]);
  });
}

programTest("a command that is suspended can still tidy up when it has to end", async (program) => {
  await using server = await startServer(QUICK);
  const line = "trap 'echo tidied; exit' TERM; echo $$; for i in $(seq 300); do sleep 0.1; done";
  await using running = new Run(program, ["-c", line], { env: leadTo(server) });
  const child = Number(await running.hears("stdout", /\d+/));
  Deno.kill(child, "SIGSTOP");
  running.kill("SIGTERM");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout, server.jobs], [143, `${child}\ntidied\n`, []]);
});

programTest("nohup keeps SIGHUP from ending a job", async (program) => {
  await using server = await startServer(QUICK);
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
    const server = await startServer(QUICK);
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

/** Whether a process runs; one that only waits for its parent to notice its end does not. */
function runs(pid: number): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .outputSync();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import type { Simulator, SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programTest, run } from "./program.ts";
import { shell, TerminalRun, terminalTest } from "./signals_terminal.ts";

const QUICK: SimulatorOptions = {
  machines: ["demo:2x2"],
  powerDelay: 0,
  timeoutCheckInterval: 0.05,
};

async function untilNoJobs(server: Simulator): Promise<void> {
  while (server.jobs.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

terminalTest("a command typed at the prompt is not run, and frees no boards", async (program) => {
  await using server = await startServer(QUICK);
  await using running = new TerminalRun(program, ["1", "--no-color"], { env: leadTo(server) });
  await running.hears("stdout", /<Press enter when done, to free the boards of job 1>/);
  await running.typeKeys("spalloc ps\r");
  await running.hears(
    "stdout",
    /Not run: .*\r\n {2}spalloc --resume 1 --no-destroy -- bash\r\n<Press/,
  );
  await running.typeKeys(" \r");
  await running.hears("stdout", /Not run: [^]*Not run: [^]*<Press/);
  assertEquals(server.jobs.map(({ id }) => id), [1]);
  await running.typeKeys("\r");
  const { code, stdout } = await running.ended;
  assertEquals([code, server.jobs], [0, []]);
  assertMatch(stdout, /\r\nJob 1: boards freed\.\r\n$/);
});

terminalTest("a prompt that will leave the job allocated says so", async (program) => {
  await using server = await startServer(QUICK);
  const args = ["1", "--no-color", "--no-destroy"];
  await using running = new TerminalRun(program, args, { env: leadTo(server) });
  await running.hears("stdout", /<Press enter when done, to leave job 1 allocated>/);
  await running.typeKeys("\r");
  const { code, stdout } = await running.ended;
  assertEquals([code, server.jobs.length, stdout.includes("freed")], [0, 1, false]);
});

terminalTest("Ctrl-Z then bg keeps the job, and fg and Enter free it", async (program) => {
  await using server = await startServer(QUICK);
  await using running = await shell(program, server);
  await running.typeKeys("spalloc 1 --keepalive 1\r");
  await running.hears("stdout", /<Press enter/);
  await running.typeKeys("\x1a");
  await running.hears("stdout", /Stopped[^]*shell: $/);
  await running.typeKeys("bg\r");
  await running.hears("stdout", /bg\r\n[^]*shell: /);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await running.typeKeys("jobs\r");
  await running.hears("stdout", /jobs\r\n[^]*Running/);
  assertEquals(server.jobs.map(({ id }) => id), [1]);
  await running.typeKeys("fg\r");
  await running.hears("stdout", /fg\r\n[^]*<Press enter/);
  await running.typeKeys("\r");
  await untilNoJobs(server);
  await running.hears("stdout", /Job 1: boards freed\.[^]*shell: $/);
  await running.typeKeys("exit $?\r");
  assertEquals((await running.ended).code, 0);
});

terminalTest("Ctrl-Z then kill frees the boards", async (program) => {
  await using server = await startServer(QUICK);
  await using running = await shell(program, server);
  await running.typeKeys("spalloc 1 --keepalive 20\r");
  await running.hears("stdout", /<Press enter/);
  await running.typeKeys("\x1a");
  await running.hears("stdout", /Stopped[^]*shell: $/);
  await running.typeKeys("kill %1\r");
  await running.hears("stdout", /Job 1: boards freed\.[^]*Interrupted by SIGTERM/);
  assertEquals(server.jobs, []);
  await running.typeKeys("while kill -0 %1; do sleep 0.05; done\r");
  await running.hears("stdout", /Exit 143/);
  await running.typeKeys("exit\r");
  await running.ended;
});

programTest(
  "every way of giving boards back says that it did, but not quietly",
  async (program) => {
    await using server = await startServer(QUICK);
    const env = leadTo(server);
    const said = /^Job \d+: boards freed\.$/m;
    for (const args of [["1"], ["-c", "true"], ["-c", "exit 3"]]) {
      assertMatch((await run(program, args, { env })).stderr, said);
      assertEquals((await run(program, ["-q", ...args], { env })).stderr, "");
    }
  },
);

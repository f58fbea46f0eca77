// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import type { SimulatorOptions } from "../../lib/simulator/mod.ts";
import { isApi, startServer } from "../lib_test_kit/manners.ts";
import { leadTo } from "./program.ts";
import { shell, suspendAndGoOn, TerminalRun, terminalTest } from "./signals_terminal.ts";

const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0 };

/** Whether a terminal was left in the modes in which it was found. */
function isRestored(stderr: string): boolean | null {
  return JSON.parse(stderr.trim().split("\n").at(-1) ?? "").restored;
}

terminalTest("what is told while waiting for Enter has lines of its own", async (program) => {
  await using server = await startServer(QUICK);
  const args = ["1", "--reconnect-delay", "0.1", "--no-color"];
  await using running = new TerminalRun(program, args, { env: leadTo(server) });
  await running.hears("stdout", /<Press enter when done/);
  // Over the HTTP API it is looked for now and then.
  await server.restart({ cold: false, downtime: isApi ? 12 : 1 });
  await running.hears("stdout", /The server is back\.[^]*<Press/);
  await running.typeKeys("\r");
  const { code, stdout } = await running.ended;
  assertEquals(code, 0);
  const prompt = "<Press enter when done, to free the boards of job 1>";
  const lines = stdout.slice(stdout.indexOf(prompt)).replaceAll("\r\x1b[K", "|").split("\r\n");
  const back = lines.findIndex((line) => line.endsWith("The server is back."));
  assertMatch(
    lines.slice(0, back).join(" "),
    /^<Press enter when done.*>\|Lost the server \([^|]*\), trying again...$/,
  );
  assertEquals(lines.slice(back), [
    `${prompt}|The server is back.`,
    prompt,
    "Job 1: boards freed.",
    "",
  ]);
});

for (
  const [how, line, keys, wanted] of [
    ["died of a signal", "stty -echo -icanon; kill -9 $$", "", 137],
    ["failed", "stty raw -echo; exit 3", "", 3],
    ["was ended", "stty -echo -icanon; echo started; exec sleep 60", "\x03", 130],
  ] as const
) {
  terminalTest(`a command that ${how} does not leave its terminal changed`, async (program) => {
    await using server = await startServer(QUICK);
    await using running = new TerminalRun(program, ["-c", line], { env: leadTo(server) });
    if (keys !== "") {
      await running.hears("stdout", /started/);
      await running.typeKeys(keys);
    }
    const { code, stderr } = await running.ended;
    assertEquals([code, isRestored(stderr), server.jobs], [wanted, true, []]);
  });
}

terminalTest(
  "an Enter for which nobody had asked yet does not free the boards",
  async (program) => {
    await using server = await startServer({ ...QUICK, powerDelay: 1 });
    const args = ["1", "--no-color"];
    await using running = new TerminalRun(program, args, { env: leadTo(server) });
    await running.hears("stdout", /Waiting for power on/);
    await running.typeKeys("\r\rhalf a line\r");
    await running.hears("stdout", /<Press enter when done/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assertEquals(server.jobs.map(({ id }) => id), [1]);
    await running.typeKeys("\r");
    assertEquals([(await running.ended).code, server.jobs], [0, []]);
  },
);

terminalTest("what is typed ahead for a command reaches it", async (program) => {
  await using server = await startServer({ ...QUICK, powerDelay: 1 });
  const args = ["1", "-c", "read line; echo it got $line"];
  await using running = new TerminalRun(program, args, { env: leadTo(server) });
  await running.hears("stdout", /Waiting for power on/);
  await running.typeKeys("words\r");
  await running.hears("stdout", /it got words/);
  assertEquals((await running.ended).code, 0);
});

terminalTest(
  "a job in the background lives, and ends with Enter in the foreground",
  async (program) => {
    await using server = await startServer({ ...QUICK, timeoutCheckInterval: 0.05 });
    await using running = await shell(program, server);
    await running.typeKeys("spalloc 1 --keepalive 1 &\r");
    await running.hears("stdout", /<Press enter/);
    await running.typeKeys("not for it\r");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assertEquals(server.jobs.map(({ id }) => id), [1]);
    await running.typeKeys("fg\r");
    await running.hears("stdout", /fg\r\n[^]*spalloc 1 --keepalive 1/);
    await running.typeKeys("\r");
    while (server.jobs.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await running.typeKeys("exit $?\r");
    assertEquals([(await running.ended).code, server.destroyedJobs.get(1)], [0, null]);
  },
);

terminalTest(
  "a job that died while it was suspended is missed as soon as it goes on",
  async (program) => {
    await using server = await startServer({ ...QUICK, timeoutCheckInterval: 0.05 });
    await using running = await shell(program, server);
    await running.typeKeys("spalloc 1 --keepalive 1\r");
    await running.hears("stdout", /<Press enter/);
    await running.typeKeys("\x1a");
    await running.hears("stdout", /within \d+ s, or job 1 is destroyed[^]*Stopped[^]*shell: $/);
    // There it has 30 s at least, which is too long for a test.
    if (isApi) server.destroyJob(1, "keepalive expired");
    while (server.jobs.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await running.typeKeys("fg\r");
    await running.hears("stdout", /Job 1 was destroyed[^]*shell: $/);
    await running.typeKeys("exit $?\r");
    assertEquals((await running.ended).code, 1);
  },
);

terminalTest("a job goes on after a short suspension", async (program) => {
  await using server = await startServer({ ...QUICK, timeoutCheckInterval: 0.05 });
  await using running = await shell(program, server);
  await running.typeKeys("spalloc 1 --keepalive 20\r");
  await suspendAndGoOn(running);
  assertEquals(server.jobs, []);
  await running.typeKeys("exit $?\r");
  assertEquals((await running.ended).code, 0);
});

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Simulator, SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program } from "./program.ts";
import { noTerminals, python, shell, suspendAndGoOn, TerminalRun } from "./signals_terminal.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const QUICK: SimulatorOptions = { machines: ["demo:2x2"], powerDelay: 0 };

/** The program from source with no more permissions than docs/permissions.md names. */
function restricted({ hostname, port, api }: Simulator): Program {
  const host = api ? new URL(api.url).host : `${hostname}:${port}`;
  return {
    name: "source",
    path: Deno.execPath(),
    args: [
      ...["run", "--no-check", `--allow-net=${host}`, "--allow-env"],
      ...[
        `--allow-read=${ROOT},/etc/xdg/spalloc,./.spalloc`,
        "--allow-write=/tmp",
        `${ROOT}main.ts`,
      ],
    ],
  };
}

function restrictedTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: name + noTerminals, ignore: python === null, fn });
}

restrictedTest("Deno asks for nothing while a job would have to wait for it", async () => {
  await using server = await startServer(QUICK);
  const env = { ...leadTo(server), HOME: ROOT };
  await using running = new TerminalRun(restricted(server), ["1"], { cwd: ROOT, env });
  assertEquals(await running.hears("stdout", /<Press enter|Deno requests/), "<Press enter");
  await running.typeKeys("\r");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout.includes("Deno requests"), server.jobs], [0, false, []]);
});

restrictedTest(
  "Deno asks for nothing while boards are tried, nor for the memory of others",
  async () => {
    await using server = await startServer(QUICK);
    const env = { ...leadTo(server), HOME: ROOT };
    const asked = ["1", "--avoid", "0,0,0"];
    await using running = new TerminalRun(restricted(server), asked, { cwd: ROOT, env });
    assertEquals(await running.hears("stdout", /<Press enter|Deno requests/), "<Press enter");
    await running.typeKeys("\r");
    const { code, stdout } = await running.ended;
    assertEquals([code, stdout.includes("Deno requests"), server.jobs], [0, false, []]);
  },
);

restrictedTest("Ctrl-Z costs no job where the program may not stop itself", async () => {
  await using server = await startServer(QUICK);
  await using running = await shell(restricted(server), server);
  await running.typeKeys(`HOME=${ROOT}; spalloc 1\r`);
  await suspendAndGoOn(running, { isAskedAgain: false });
  assertEquals(server.jobs, []);
  await running.typeKeys("exit $?\r");
  assertEquals((await running.ended).code, 0);
});

Deno.test("what may not be loaded is named", async () => {
  const args = ["run", "--no-check", "--no-prompt", `${ROOT}main.ts`, "--help"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 1);
  assertMatch(said, /^spalloc: Cannot load a part of spalloc: .*\/help\/.*--allow-read/);
  assertNotMatch(said, /should not happen/);
});

import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, type Program } from "./program.ts";
import { noTerminals, python, TerminalRun } from "./signals_terminal.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

Deno.test({
  name: `Deno asks for nothing while there is a job, which would die meanwhile${noTerminals}`,
  ignore: python === null,
  async fn() {
    await using server = await Simulator.start({ machines: ["demo:2x2"], powerDelay: 0 });
    const program: Program = {
      name: "source",
      path: Deno.execPath(),
      args: [
        ...["run", "--quiet", `--allow-net=${server.hostname}:${server.port}`, "--allow-env"],
        ...[`--allow-read=${ROOT},/etc/xdg`, "--allow-write=/tmp", `${ROOT}main.ts`],
      ],
    };
    const env = { ...leadTo(server), HOME: ROOT, TMPDIR: "/tmp" };
    await using running = new TerminalRun(program, ["1"], { cwd: ROOT, env });
    assertEquals(await running.hears("stdout", /<Press enter|Deno requests/), "<Press enter");
    await running.typeKeys("\r");
    const { code, stdout } = await running.ended;
    assertEquals([code, stdout.includes("Deno requests"), server.jobs], [0, false, []]);
  },
});

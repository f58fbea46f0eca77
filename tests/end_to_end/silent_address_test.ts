// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { startServer } from "../lib_test_kit/manners.ts";
import { programs, run } from "./program.ts";
import { python } from "./signals_terminal.ts";

const SCRIPT = fromFileUrl(new URL("./silent_address.py", import.meta.url));
/** Seconds that the program takes at most; the system would try the silent address for minutes. */
const LIMIT_SECONDS = 4;

/** Whether the system lets a program have a file of hosts of its own, and has IPv6. */
function isPossible(): boolean {
  if (python === null || Deno.build.os !== "linux") return false;
  const args = [SCRIPT, "--try"];
  return new Deno.Command(python, { args, stdout: "null", stderr: "null" }).outputSync().success;
}

const ignore = !isPossible();
const why = ignore ? " (not here: it takes python3, IPv6 and namespaces of one's own)" : "";

for (const program of programs) {
  Deno.test({
    name: `a silent address of the server keeps nobody from the other one (${program.name})${why}`,
    ignore,
    async fn() {
      await using server = await startServer();
      const port = String(server.port);
      const dual = {
        name: program.name,
        path: python!,
        args: [SCRIPT, port, program.path, ...program.args],
      };
      const from = performance.now();
      const { code, stderr } = await run(dual, ["ps", "-H", "dual.test", "-P", port]);
      assertEquals([code, stderr], [0, ""]);
      assert(performance.now() - from < LIMIT_SECONDS * 1000);
    },
  });
}

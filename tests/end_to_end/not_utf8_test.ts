import { assertEquals, assertStringIncludes } from "@std/assert";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, programs, run } from "./program.ts";

for (const program of programs) {
  Deno.test({
    name: `arguments that are not UTF-8 are refused before boards are asked for (${program.name})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const heard: string[] = [];
      await using server = await Simulator.start({ onCommand: ({ name }) => heard.push(name) });
      // Deno passes on no such arguments, so the shell makes one of the bytes of "café" in Latin-1.
      const line = `exec "$@" -c cat "$(printf 'caf\\351')"`;
      const words = ["-c", line, "sh", program.path, ...program.args];
      const shell = { name: program.name, path: "/bin/sh", args: words };
      const { code, stderr } = await run(shell, [], { env: leadTo(server) });
      assertEquals([code, heard], [2, []], stderr);
      assertStringIncludes(stderr, String.raw`caf\xe9': it is not UTF-8`);
    },
  });
}

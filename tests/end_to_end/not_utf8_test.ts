// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programs, run } from "./program.ts";

for (const program of programs) {
  Deno.test({
    name: `arguments that are not UTF-8 are refused before boards are asked for (${program.name})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const heard: string[] = [];
      await using server = await startServer({ onCommand: ({ name }) => heard.push(name) });
      // Deno passes on no such arguments, so the shell makes one of the bytes of "café" in Latin-1.
      const line = `exec "$@" -c cat "$(printf 'caf\\351')"`;
      const words = ["-c", line, "sh", program.path, ...program.args];
      const shell = { name: program.name, path: "/bin/sh", args: words };
      const { code, stderr } = await run(shell, [], { env: leadTo(server) });
      assertEquals([code !== 0, heard], [true, []], stderr);
      // Deno 2.6 refuses them itself, without the name.
      assertMatch(stderr, /caf\\351': it is not UTF-8|invalid UTF-8 was detected/);
    },
  });
}

/** Variables that may be any bytes, since nothing depends on what is in them. */
const UNNEEDED = ["PATH", "TMPDIR", "TERM", "TZ", "LANG", "LC_ALL"];

for (const program of programs) {
  Deno.test({
    name: `a variable that is not UTF-8 keeps nobody from boards (${program.name})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using server = await startServer({ powerDelay: 0 });
      const set = UNNEEDED.map((name) => String.raw`${name}="$${name}:$(printf '/\351')"`).join(
        " ",
      );
      const words = ["-c", `export ${set} && exec "$@"`, "sh", program.path, ...program.args];
      const shell = { name: program.name, path: "/bin/sh", args: words };
      const args = ["--", "sh", "-c", 'printf %s "$LANG" | wc -c'];
      const { code, stdout, stderr } = await run(shell, args, { env: leadTo(server) });
      // The command has them as they are.
      assertEquals([code, stdout.trim()], [0, "3"], stderr);
    },
  });
}

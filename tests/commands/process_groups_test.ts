// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { standingOf } from "../../commands/process_groups.ts";

/** A `ps` that is strict about POSIX, as on macOS: a header after `=` goes on to the end. */
const STRICT_PS = `#!/bin/sh
for word; do
  shift
  case $word in
    *=,*) echo "\${word#*=}"; word=\${word%%=*}= ;;
  esac
  set -- "$@" "$word"
done
PATH=\${PATH#*:}
exec ps "$@"
`;

Deno.test({
  name: "processes are known by a strict ps where there is no /proc",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(folder, "ps"), STRICT_PS, { mode: 0o755 });
      const probe = fromFileUrl(new URL("./without_proc.ts", import.meta.url));
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--no-check", "--allow-run", probe],
        env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
      }).output();
      const said = new TextDecoder().decode(stderr);
      const { standing, command, ended } = JSON.parse(new TextDecoder().decode(stdout) || "{}");
      const { group, session, foreground } = standingOf(Deno.pid) ?? {};
      assertEquals(standing, { parent: command, group, session, foreground }, said);
      assert(ended, "the child was not found, and lived on");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

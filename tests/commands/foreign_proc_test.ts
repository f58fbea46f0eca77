// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

/** Runs a program in a pid namespace of its own that sees the `/proc` of another one. */
const UNSHARE = ["--pid", "--fork", "--kill-child"];

function canUnshare(): boolean {
  try {
    return new Deno.Command("unshare", { args: [...UNSHARE, "true"], stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

const isPossible = Deno.build.os === "linux" && canUnshare();

Deno.test({
  name: `no process is looked up in the /proc of another pid namespace${
    isPossible ? "" : " (ignored: this user may not make one)"
  }`,
  ignore: !isPossible,
  async fn() {
    const probe = fromFileUrl(new URL("./foreign_proc.ts", import.meta.url));
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: [...UNSHARE, Deno.execPath(), "run", "--no-check", "--allow-all", probe],
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout) || "null"), {
      isForeign: true,
      isOnlyCommand: true,
      standing: null,
      wasAlive: true,
      isAlive: false,
      isInBackground: false,
      canBeContinued: true,
    }, said);
  },
});

// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { FISH } from "../../commands/completions/fish.ts";
import { Home, release } from "./installing.ts";

const hasFish = isThere();

function isThere(): boolean {
  try {
    return new Deno.Command("fish", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: `fish offers what spalloc says, and nothing from its manual page${
    hasFish ? "" : " (not here: there is no fish)"
  }`,
  ignore: !hasFish,
  async fn() {
    await using home = await Home.make();
    const script = await home.write("../fish script", FISH);
    const before = `[ "$1 $2" != "completions fish" ] || exec cat '${script}'
[ "$1" != complete ] || { echo --ours; exit 0; }`;
    const { code, said } = await home.install(["--from", await release(home, { before })]);
    assertEquals(code, 0, said);
    for (const name of ["spalloc", "spalloc-ps"]) {
      // What fish makes of a manual page.
      await home.write(
        `.local/share/fish/generated_completions/${name}.fish`,
        `complete --command ${name} --long-option of-another-command\n`,
      );
    }
    const line =
      "complete -C 'spalloc ps --'; complete -C 'spalloc-ps --'; complete -C 'spalloc --'";
    const { stdout } = await new Deno.Command("fish", {
      args: ["-c", line],
      clearEnv: true,
      env: { HOME: home.path, PATH: `${home.at(".local/bin")}:${Deno.env.get("PATH")}` },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "--ours\n".repeat(3));
  },
});

// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, missingExecutable, onlyExecutable, programs } from "../end_to_end/program.ts";
import { Home } from "./installing.ts";

const executable = programs.find(({ name }) => name === "executable");
const why = missingExecutable === null ? "" : ` (not here: ${missingExecutable})`;

Deno.test({
  name: `the executable is installed, allocates boards, and is gone again${why}`,
  ignore: !executable && !onlyExecutable,
  async fn() {
    if (!executable) throw new Error(`The executable was to be tested${why}`);
    await using home = await Home.make();
    await using server = await Simulator.start({ powerDelay: 0.05 });
    const { code, said } = await home.install(["--from", executable.path]);
    assertEquals(code, 0, said);

    // A login node where there is nothing else of ours, and nothing of Deno's.
    const run = async (name: string, ...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await new Deno.Command(home.at(".local/bin", name), {
        args,
        clearEnv: true,
        env: { ...leadTo(server), HOME: home.path, PATH: home.at(".local/bin") },
        stdin: "null",
      }).output();
      const text = new TextDecoder();
      assertEquals([code, text.decode(stderr).includes("spalloc:")], [0, false], name);
      return text.decode(stdout);
    };
    // The command is found on the PATH, where there is nothing but the program and its names.
    const within = await run("spalloc", "3", "--", "spalloc-ps", "--ids");
    assertEquals([within, server.jobs], ["1\n", []]);
    assertStringIncludes(await run("spalloc-ps"), "ID  State  Power  Boards  Machine");
    assertStringIncludes(await run("spalloc-machine"), "demo");
    const page = await Deno.readTextFile(home.at(".local/share/man/man1/spalloc-ps.1"));
    assertEquals(page, await run("spalloc", "help", "man"));

    assertEquals((await home.install(["--uninstall"])).code, 0);
    assertEquals(await home.listing(), []);
  },
});

Deno.test({
  name: `the executable leaves no cache where others could put one of theirs${why}`,
  ignore: !executable && !onlyExecutable,
  async fn() {
    if (!executable) throw new Error(`The executable was to be tested${why}`);
    await using home = await Home.make();
    const TMPDIR = dirname(await home.write("tmp/own", ""));
    for (const args of [["--version"], ["help", "json"], ["ps", "--help"]]) {
      const env = { TMPDIR, HOME: home.path };
      const command = new Deno.Command(executable.path, { args, clearEnv: true, env });
      assertEquals((await command.output()).code, 0);
    }
    assertEquals((await home.listing()).map((line) => line.split(":")[0]), [
      "tmp/",
      join("tmp", "own"),
    ]);
  },
});

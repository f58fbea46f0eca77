// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { startServer } from "../lib_test_kit/manners.ts";
import {
  leadTo,
  missingExecutable,
  onlyExecutable,
  type Program,
  programs,
  run,
} from "./program.ts";

const executable = programs.find(({ name }) => name === "executable");
const why = missingExecutable === null ? "" : ` (not here: ${missingExecutable})`;

function executableTest(name: string, test: (program: Program) => Promise<void>): void {
  Deno.test({
    name: `${name}${why}`,
    ignore: !executable && !onlyExecutable,
    async fn() {
      if (!executable) throw new Error(`The executable was to be tested${why}`);
      await test(executable);
    },
  });
}

/** The executable without the script that stands before it. */
function bare(path: string): string {
  return Deno.build.os === "windows" ? path : join(dirname(path), "lib", "spalloc");
}

executableTest(
  "the executable works alone in a folder, with nothing in its environment",
  async ({ path }) => {
    await using server = await startServer({ powerDelay: 0.05 });
    const folder = await Deno.makeTempDir();
    try {
      const alone = join(folder, "spalloc");
      await Deno.copyFile(bare(path), alone);
      await Deno.chmod(alone, 0o755);
      const { hostname, port } = server;
      const server_ = ["-H", hostname, "-P", String(port), "--owner", "me@example.org"];
      const { code, stdout, stderr } = await new Deno.Command(alone, {
        args: [...server_, "2", "-c", "echo {} {w} {h} && cat {ethernet_ips}; exit 4"],
        cwd: folder,
        clearEnv: true,
        env: {},
      }).output();
      const text = new TextDecoder();
      assertEquals(
        text.decode(stdout),
        "10.11.0.1 16 16\nx,y,hostname\n0,0,10.11.0.1\n4,8,10.11.0.17\n8,4,10.11.0.9\n",
        text.decode(stderr),
      );
      assertEquals(code, 4);
      assertEquals(server.jobs, []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

executableTest("a link with another name calls another command", async (program) => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.symlink(program.path, join(folder, "spalloc-simulate"));
    await Deno.symlink(program.path, join(folder, "spalloc-ps"));
    const simulate = { ...program, path: join(folder, "spalloc-simulate") };
    assertStringIncludes((await run(simulate, ["--help"])).stdout, "spalloc-simulate");
    await using server = await startServer();
    const ps = await run({ ...program, path: join(folder, "spalloc-ps") }, [], {
      env: leadTo(server),
    });
    assertEquals([ps.code, ps.stderr], [0, ""]);
    assertStringIncludes(ps.stdout, "ID  State  Power  Boards  Machine");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

executableTest("links lead to the script before the executable", async (program) => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await run(program, ["links", folder]);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, `${join(folder, "spalloc-ps")}: made`);
    const link = join(folder, "spalloc-ps");
    // Without bash it is unknown to the executable.
    const isKnown = (await Deno.readTextFile(program.path)).startsWith("#!/bin/bash");
    const target = isKnown ? program.path : bare(program.path);
    assertEquals(await Deno.realPath(link), await Deno.realPath(target));
    assertStringIncludes((await run({ ...program, path: link }, ["--help"])).stdout, "spalloc-ps");
    const removed = await run(program, ["links", "--remove", folder]);
    assertStringIncludes(removed.stdout, `${link}: removed`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { installScript } from "../../scripts/compile/release_files.ts";

const INSTALLER = fromFileUrl(new URL("../../scripts/install.sh", import.meta.url));
const ignore = Deno.build.os === "windows";

/** The shells that a launcher may be run by, of those that are here. */
const SHELLS = ["/bin/bash -p", "/bin/sh", "/bin/dash"].filter((line) => {
  try {
    return !ignore && Deno.statSync(line.split(" ")[0]!).isFile;
  } catch {
    return false;
  }
});

/** A launcher in a folder of its own, before a program that a test chooses. */
class Launched implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, "spalloc");
  }

  /** Makes one; `program` is a script, or the path of what is to be linked. */
  static async make(shell: string, program: string): Promise<Launched> {
    // A quote in the path, which scripts stumble on.
    const launched = new Launched(await Deno.makeTempDir({ prefix: "it's " }));
    const lib = join(launched.folder, "lib");
    await Deno.mkdir(lib);
    const executable = join(lib, "spalloc");
    if (program.startsWith("/")) await Deno.symlink(program, executable);
    else await Deno.writeTextFile(executable, `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    const args = [INSTALLER, "--launcher", lib];
    const { success, stdout } = await new Deno.Command("/bin/sh", { args }).output();
    assertEquals(success, true);
    const text = new TextDecoder().decode(stdout).replace(/^#!.*/, `#!${shell}`);
    await Deno.writeTextFile(launched.path, text, { mode: 0o755 });
    return launched;
  }

  /** Runs it, perhaps under another name, or after a shell has done something. */
  async run(
    args: readonly string[] = [],
    { env = {}, before, path = this.path }: {
      env?: Record<string, string>;
      before?: string;
      path?: string;
    } = {},
  ): Promise<{ code: number; stdout: string; stderr: string; pid: number }> {
    const words = ["-c", `${before} && exec "$@"`, "sh", path, ...args];
    const child = new Deno.Command(before === undefined ? path : "/bin/sh", {
      args: before === undefined ? [...args] : words,
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { code, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr), pid: child.pid };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

for (const shell of SHELLS) {
  const test = (name: string, fn: () => Promise<void>): void =>
    Deno.test(`the launcher ${name} (${shell})`, fn);

  test("becomes the executable: arguments, exit code and process are its own", async () => {
    await using launched = await Launched.make(shell, `printf '[%s]' $$ "$@"; exit 7`);
    const args = ["", "a b", "*", "two\nlines", "grün", "-a", "'\""];
    const { code, stdout, stderr, pid } = await launched.run(args);
    assertEquals([code, stderr], [7, ""]);
    assertEquals(stdout, `[${pid}]${args.map((arg) => `[${arg}]`).join("")}`);
  });

  test("hands on what is in the environment, and nothing of its own", async () => {
    await using launched = await Launched.make(shell, "/usr/bin/env");
    const env = {
      name: "mine",
      CDPATH: "/tmp",
      TMPDIR: "/nonexistent",
      BASH_ENV: "/dev/stdin",
      ...(shell.includes("bash") && {
        "BASH_FUNC_module%%": "() {  echo loaded;\n}",
        "BASH_FUNC_cd%%": "() {  echo shadowed;\n}",
        "dotted.name": "1",
      }),
    };
    const { stdout } = await launched.run([], { env });
    for (const [key, value] of Object.entries(env)) {
      assertStringIncludes(stdout, `${key}=${value}\n`);
    }
    assertEquals(stdout.includes("spalloc_"), false);
  });

  test("tells by which name it was called", async () => {
    await using launched = await Launched.make(shell, "/bin/cat");
    const link = join(launched.folder, "spalloc-ps");
    await Deno.symlink("spalloc", link);
    await Deno.symlink("spalloc", join(launched.folder, "lib", "spalloc-ps"));
    const { stdout } = await launched.run(["/proc/self/cmdline"], { path: link });
    assertMatch(stdout, /^[^\0]*\/spalloc-ps\0/);
  });

  test("passes over a folder for temporary files that the runtime stumbles on", async () => {
    await using launched = await Launched.make(shell, 'echo "${TMPDIR-none}"');
    for (
      const [TMPDIR, seen] of [
        ["", "none"],
        ["~/tmp", "none"],
        ["nowhere", "none"],
        ["lib", `${launched.folder}/lib`],
        ["/nonexistent", "/nonexistent"],
      ] as const
    ) {
      const before = `cd '${launched.folder.replaceAll("'", "'\\''")}'`;
      const { stdout } = await launched.run([], { env: { TMPDIR }, before });
      assertEquals(stdout, `${seen}\n`);
    }
  });

  test("goes on in / where the working folder is gone, and says so", async () => {
    await using launched = await Launched.make(shell, "pwd");
    const gone = 'd=$(mktemp -d) && cd "$d" && rmdir "$d"';
    for (const before of [gone, `${gone} && mkdir "$d"`]) {
      const { code, stdout, stderr } = await launched.run([], { before });
      assertEquals([code, stdout], [0, "/\n"]);
      assertMatch(stderr, /^spalloc: the working folder is gone, so this runs in \/$/m);
    }
  });

  test("names limits that the runtime does not live with", async () => {
    await using launched = await Launched.make(shell, "echo runs");
    const cases: [before: string, said: RegExp][] = [
      ["ulimit -v 4000000", /^spalloc: the address space is limited to 4000000 KiB, and .*34 GiB/],
      ["ulimit -n 20", /^spalloc: only 20 files may be open, and a job needs 32\./],
    ];
    for (const [before, said] of cases) {
      const { code, stdout, stderr } = await launched.run([], { before });
      assertEquals([code, stdout], [1, ""]);
      assertMatch(stderr, said);
      const env = { SPALLOC_EXIT_ERROR: "99" };
      assertEquals((await launched.run([], { before, env })).code, 99);
    }
    const enough = "ulimit -v 35651584 && ulimit -n 32";
    assertEquals((await launched.run([], { before: enough })).stdout, "runs\n");
  });

  test("refuses arguments that are not UTF-8, in whichever locale", async () => {
    await using launched = await Launched.make(shell, "echo ran");
    for (const env of [{}, { LC_ALL: "C.UTF-8" }, { LC_ALL: "C" }]) {
      const before = `set -- "$@" -c "$(printf 'caf\\351 x')"`;
      const { code, stdout, stderr } = await launched.run(["3"], { before, env });
      assertEquals([code, stdout], [2, ""]);
      assertStringIncludes(stderr, String.raw`the argument $'caf\351 x': it is not UTF-8`);
      assertEquals((await launched.run(["grün", "a\tb"], { env })).stdout, "ran\n");
    }
  });
}

Deno.test({
  name: "the install script of a release has the launcher within it",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const alone = join(folder, "install.sh");
      const url = "https://example.org/releases";
      await Deno.writeTextFile(alone, await installScript(new URL("../../", import.meta.url), url));
      const print = async (script: string): Promise<string> => {
        const args = [script, "--launcher", "/opt/spalloc/lib"];
        const { stdout } = await new Deno.Command("/bin/sh", { args, cwd: folder }).output();
        return new TextDecoder().decode(stdout);
      };
      const printed = await print("install.sh");
      assertEquals(printed, await print(INSTALLER));
      assertMatch(
        printed,
        /^#!\/bin\/(bash -p|sh)\nspalloc_folder='\/opt\/spalloc\/lib'\n[^]*exec/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

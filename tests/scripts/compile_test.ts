import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { VERSION } from "../../commands/version.ts";
import { installScript } from "../../scripts/compile/install_script.ts";
import { makeStage } from "../../scripts/compile/stage.ts";
import { HOST, systemOf } from "../../scripts/compile/targets.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

Deno.test({
  name: "an executable's header tells which system it is for",
  permissions: "none",
  fn() {
    assertEquals(systemOf(header([0x7f, 0x45, 0x4c, 0x46], { 18: 0x3e })), "linux-x64");
    assertEquals(systemOf(header([0x7f, 0x45, 0x4c, 0x46], { 18: 0xb7 })), "linux-arm64");
    assertEquals(systemOf(header([0x7f, 0x45, 0x4c, 0x46], { 18: 0xf3 })), "linux-0xf3");
    assertEquals(systemOf(header([0xcf, 0xfa, 0xed, 0xfe], { 4: 7, 7: 1 })), "macos-x64");
    assertEquals(systemOf(header([0xcf, 0xfa, 0xed, 0xfe], { 4: 12, 7: 1 })), "macos-arm64");
    const pe = { 0x3c: 0x80, 0x80: 0x50, 0x81: 0x45, 0x84: 0x64, 0x85: 0x86 };
    assertEquals(systemOf(header([0x4d, 0x5a], pe)), "windows-x64");
    assertEquals(systemOf(header([0x4d, 0x5a], { 0x3c: 0xf0, 0x3d: 0xff })), null);
    assertEquals(systemOf(new TextEncoder().encode("#!/bin/sh\necho what comes here\n")), null);
    assertEquals(systemOf(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46)), null);
  },
});

Deno.test("a copy of the source to compile has no times, and nothing that is not compiled", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["main.ts", "deno.json", "lib/a/b.ts", "commands/c.ts", "tests/d.ts"]) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), name);
    }
    let copied = "";
    {
      await using stage = await makeStage(toFileUrl(`${folder}/`));
      copied = stage.folder;
      for (const name of ["main.ts", "deno.json", "lib/a/b.ts", "commands/c.ts"]) {
        assertEquals(await Deno.readTextFile(join(copied, name)), name);
        assertEquals((await Deno.stat(join(copied, name))).mtime, new Date(0));
      }
      const names = (await Array.fromAsync(Deno.readDir(copied))).map(({ name }) => name);
      assertEquals(names.sort(), ["commands", "deno.json", "lib", "main.ts"]);
    }
    assertEquals(await Deno.stat(copied).catch((error) => error.name), "NotFound");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the install script of a release knows where that is", async () => {
  const url = "https://example.org/me/spalloc/releases/download/v0.1.0";
  assertStringIncludes(await installScript(toFileUrl(ROOT), url), `\nRELEASES='${url}'\n`);
  assertStringIncludes(await installScript(toFileUrl(ROOT), undefined), "\nRELEASES=''\n");
  await assertRejects(() => installScript(toFileUrl(ROOT), "https://x/$(reboot)"), TypeError);
});

Deno.test({
  name: "deno task compile names what it can't make, and keeps what is there",
  ignore: HOST?.name !== "linux-x64", // whose header it fakes
  async fn() {
    await using project = await Project.make();
    // For this machine by its header, and for no other, but not a denort.
    const runtime = await project.write("runtime", header([0x7f, 0x45, 0x4c, 0x46], { 18: 0x3e }));
    const args = ["--target", "linux-x64", "--target", "macos-arm64"];
    const { code, stderr } = await project.compile(args, runtime);
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /^compile: linux-x64: /m);
    assertMatch(
      stderr,
      /^compile: macos-arm64: .* can't be downloaded here, and DENORT_BIN=.* is for another system/m,
    );
    assertStringIncludes(stderr, "compile: could not be made: linux-x64, macos-arm64\n");
    assertStringIncludes(stderr, "compile: dist/release/: 0 of 2 executables");
    assertEquals(await project.release(), ["SHA256SUMS", "install.sh", "spalloc.1"]);
    const sums = await Deno.readTextFile(project.at("dist/release/SHA256SUMS"));
    assertMatch(sums, /^[0-9a-f]{64} {2}install\.sh\n[0-9a-f]{64} {2}spalloc\.1\n$/);
  },
});

Deno.test("deno task compile refuses what is no runtime, and what is no target", async () => {
  await using project = await Project.make();
  const script = await project.write("script", new TextEncoder().encode("#!/bin/sh\nexec true\n"));
  const none = await project.compile([], script);
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, `: DENORT_BIN=${script} is no executable`);
  const bad = await project.compile(["--target", "linux-mips"], script);
  assertEquals(bad.code, 2);
  assertStringIncludes(bad.stderr, 'there is no target "linux-mips", but linux-x64, linux-arm64');
});

/** A Deno, and the `denort` of the same version, that executables can be made with here. */
const deno = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
const denort = Deno.env.get("DENORT_BIN");
/** Whether the dependencies are here: elsewhere they would have to be fetched. */
const hasVendor = await Deno.stat(join(ROOT, "vendor")).then(() => true, () => false);

Deno.test({
  name: `deno task compile makes the same bytes again${denort ? "" : " (not here: no DENORT_BIN)"}`,
  ignore: !denort || !HOST,
  async fn() {
    const made: string[] = [];
    for (const folder of ["one", "the other"]) {
      await using project = await Project.make(folder);
      const { code, stderr } = await project.compile(["--target", HOST!.name], denort!, { deno });
      assertEquals(code, 0, stderr);
      const name = `spalloc-${VERSION}-${HOST!.name}`;
      const names = ["SHA256SUMS", "install.sh", name, `${name}.gz`, "spalloc.1"];
      assertEquals(await project.release(), names);
      made.push(await Deno.readTextFile(project.at("dist/release/SHA256SUMS")));
    }
    assertEquals(made[0], made[1]);
  },
});

Deno.test({
  name: `deno task compile does without a bundler${
    !denort ? " (not here: no DENORT_BIN)" : hasVendor ? "" : " (not here: no vendor/)"
  }`,
  ignore: !denort || !HOST || !hasVendor,
  async fn() {
    await using project = await Project.make();
    // Where nothing is kept of what was fetched before.
    const env = { DENO_DIR: project.at("cache") };
    const { code, stderr } = await project.compile([], denort!, { deno, env });
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^compile: not bundled, so that it starts more slowly: .*esbuild/m);
    const { stdout } = await new Deno.Command(project.at(`dist/spalloc${HOST!.suffix}`), {
      args: ["ps", "--help"],
    }).output();
    assertStringIncludes(new TextDecoder().decode(stdout), "Usage: spalloc ps");
  },
});

/** An environment in which nothing can be fetched. */
const OFFLINE = {
  HTTPS_PROXY: "http://127.0.0.1:1",
  https_proxy: "http://127.0.0.1:1",
  NO_PROXY: "",
  no_proxy: "",
};

/** A copy of the project, out of reach of the network. */
class Project implements AsyncDisposable {
  readonly #parent: string;
  readonly #folder: string;

  private constructor(parent: string, name: string) {
    this.#parent = parent;
    this.#folder = join(parent, name);
  }

  static async make(name = "project"): Promise<Project> {
    const project = new Project(await Deno.makeTempDir(), name);
    await Deno.mkdir(project.#folder);
    for (const part of ["deno.json", "main.ts", "commands", "lib", "scripts", "vendor"]) {
      await copy(join(ROOT, part), project.at(part));
    }
    return project;
  }

  at(name: string): string {
    return join(this.#folder, name);
  }

  async write(name: string, bytes: Uint8Array): Promise<string> {
    await Deno.writeFile(this.at(name), bytes, { mode: 0o755 });
    return this.at(name);
  }

  /** The names of what is in `dist/release/`. */
  async release(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.at("dist/release")));
    return entries.map(({ name }) => name).sort();
  }

  async compile(
    args: readonly string[],
    denort: string,
    { deno = Deno.execPath(), env = {} }: { deno?: string; env?: Record<string, string> } = {},
  ): Promise<{ code: number; stderr: string }> {
    const { code, stderr } = await new Deno.Command(deno, {
      args: ["run", "-A", "--no-check", "--quiet", "scripts/compile.ts", ...args],
      cwd: this.#folder,
      env: { NO_COLOR: "1", DENORT_BIN: denort, ...OFFLINE, ...env },
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#parent, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  const info = await Deno.stat(from).catch(() => null);
  if (info?.isFile) return await Deno.copyFile(from, to);
  if (!info?.isDirectory) return;
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(join(from, name), join(to, name));
}

/** Some bytes of an executable: how it begins, and what is at which places. */
function header(begins: readonly number[], places: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(begins);
  for (const [at, byte] of Object.entries(places)) bytes[Number(at)] = byte;
  return bytes;
}

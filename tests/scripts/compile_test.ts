// Permissions: all, because it writes files.
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl, toFileUrl } from "@std/path";
import project from "../../deno.json" with { type: "json" };
import { installScript } from "../../scripts/compile/release_files.ts";
import { HOST, systemOf } from "../../scripts/compile/targets.ts";
import { COMPILER, Copy, OFFLINE } from "./copy.ts";

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
    await using copy = await Copy.make();
    // For this machine by its header, and for no other, but not a denort.
    const runtime = await write(copy, "runtime", header([0x7f, 0x45, 0x4c, 0x46], { 18: 0x3e }));
    const args = ["--target", "linux-x64", "--target", "macos-arm64"];
    const { code, stderr } = await compile(copy, args, { DENORT_BIN: runtime });
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /^compile: linux-x64: /m);
    assertMatch(
      stderr,
      /^compile: macos-arm64: .* can't be downloaded here, and DENORT_BIN=.* is for another system/m,
    );
    assertStringIncludes(stderr, "compile: could not be made: linux-x64, macos-arm64\n");
    assertStringIncludes(stderr, "compile: dist/release/: 0 of 2 executables");
    assertEquals(await release(copy), ["SHA256SUMS", "install.sh", "spalloc-json.1", "spalloc.1"]);
    const sums = await Deno.readTextFile(copy.at("dist/release/SHA256SUMS"));
    assertMatch(sums, /^[0-9a-f]{64} {2}install\.sh\n[0-9a-f]{64} {2}spalloc\.1\n$/);
  },
});

Deno.test("deno task compile refuses what is no runtime, and what is no target", async () => {
  await using copy = await Copy.make();
  const script = await write(copy, "script", new TextEncoder().encode("#!/bin/sh\nexec true\n"));
  const none = await compile(copy, [], { DENORT_BIN: script });
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, `: DENORT_BIN=${script} is no executable`);
  const bad = await compile(copy, ["--target", "linux-mips"]);
  assertEquals(bad.code, 2);
  assertStringIncludes(bad.stderr, 'there is no target "linux-mips", but linux-x64, linux-arm64');
});

/** A runtime that executables can be made with here. */
const denort = Deno.env.get("DENORT_BIN");

Deno.test({
  name: `deno task compile makes the same bytes again${denort ? "" : " (not here: no DENORT_BIN)"}`,
  ignore: !denort || !HOST,
  async fn() {
    const made: string[] = [];
    for (const folder of ["one", "the other"]) {
      await using copy = await Copy.make(folder);
      const { code, stderr } = await compile(copy, ["--target", HOST!.name], { deno: COMPILER });
      assertEquals(code, 0, stderr);
      const name = `spalloc-${project.version}-${HOST!.name}`;
      const names = ["SHA256SUMS", "install.sh", name, `${name}.gz`, "spalloc-json.1", "spalloc.1"];
      assertEquals(await release(copy), names);
      made.push(await Deno.readTextFile(copy.at("dist/release/SHA256SUMS")));
    }
    assertEquals(made[0], made[1]);
  },
});

/** Makes executables of a copy, out of reach of the network. */
async function compile(
  copy: Copy,
  args: readonly string[],
  { deno, ...env }: { deno?: string; DENORT_BIN?: string } = {},
): Promise<{ code: number; stderr: string }> {
  const with_ = deno === undefined ? {} : { deno };
  const built = await copy.run("scripts/build.ts", [], with_); // This may fetch the bundler.
  assertEquals(built.code, 0, built.stderr);
  return copy.run("scripts/compile.ts", args, { ...with_, env: { ...OFFLINE, ...env } });
}

/** Writes a program into a copy, and gives its path. */
async function write(copy: Copy, name: string, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(copy.at(name), bytes, { mode: 0o755 });
  return copy.at(name);
}

/** The names of what is in the `dist/release/` of a copy. */
async function release(copy: Copy): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(copy.at("dist/release")));
  return entries.map(({ name }) => name).sort();
}

/** Some bytes of an executable: how it begins, and what is at which places. */
function header(begins: readonly number[], places: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(begins);
  for (const [at, byte] of Object.entries(places)) bytes[Number(at)] = byte;
  return bytes;
}

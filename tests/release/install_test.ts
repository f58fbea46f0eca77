// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { hash, Home, release } from "./installing.ts";

/** The script is for systems with a shell. */
const ignore = Deno.build.os === "windows";
const where = ignore ? " (not here: it is for Linux and macOS)" : "";

function installTest(name: string, fn: (home: Home) => Promise<void>): void {
  Deno.test({
    name: `${name}${where}`,
    ignore,
    async fn() {
      await using home = await Home.make();
      await fn(home);
    },
  });
}

installTest("install.sh installs from a folder, and takes all of it back", async (home) => {
  await home.write(".local/bin/mine", "of the user");
  await home.write(".local/share/man/man1/mine.1", "of the user");
  const before = await home.listing();
  const { code, said } = await home.install(["--from", await release(home)]);
  assertEquals(code, 0, said);
  assertStringIncludes(said, `spalloc 1.2.3 is installed: ${home.at(".local/bin/spalloc")}`);
  assertStringIncludes(said, `${home.at(".local/bin")} is not on your PATH`);
  const after = await home.listing();
  for (
    const name of [
      "bin/spalloc-ps -> spalloc",
      "bin/spalloc-where-is -> spalloc",
      "share/man/man1/spalloc-ps.1 -> spalloc.1",
      "share/bash-completion/completions/spalloc-ps -> spalloc",
      "share/fish/vendor_completions.d/spalloc-ps.fish -> spalloc.fish",
      "lib/spalloc/spalloc-ps -> spalloc",
    ]
  ) {
    assert(after.includes(`.local/${name}`), `${name}\n${after.join("\n")}`);
  }
  const read = (name: string): Promise<string> => Deno.readTextFile(home.at(".local/share", name));
  assertEquals(await read("man/man1/spalloc-job.1"), ".TH SPALLOC 1\n");
  assertEquals(await read("man/man1/spalloc-json.1"), ".TH SPALLOC-JSON 1\n");
  assertEquals(await read("bash-completion/completions/spalloc"), "# bash\n");
  assertEquals(await read("zsh/site-functions/_spalloc"), "# zsh\n");
  assertEquals(await read("fish/vendor_completions.d/spalloc.fish"), "# fish\n");
  assertEquals(after.filter((line) => line.includes(".spalloc-install")), []);

  const gone = await home.install(["--uninstall"]);
  assertEquals(gone.code, 0, gone.said);
  assertEquals(await home.listing(), before);
});

installTest(
  "install.sh upgrades in place, and is quiet about the PATH where it is right",
  async (home) => {
    const before = await home.listing();
    await home.install(["--from", await release(home)]);
    const path = `${home.at(".local/bin")}:${Deno.env.get("PATH")}`;
    const newer = ["--from", await release(home, { version: "1.3.0" })];
    const upgraded = await home.install(newer, { path });
    assertEquals(upgraded.code, 0, upgraded.said);
    assertMatch(upgraded.said, /^spalloc 1\.3\.0 replaced 1\.2\.3: /);
    assertEquals(upgraded.said.includes("PATH"), false);
    assertMatch((await home.install(newer)).said, /^spalloc 1\.3\.0 is installed again: /);
    assertEquals((await home.install(["--uninstall"])).code, 0);
    assertEquals(await home.listing(), before);
    const twice = await home.install(["--uninstall"]);
    assertEquals([twice.code, twice.said.includes("nothing is installed")], [1, true]);
  },
);

installTest("install.sh takes away what an earlier version had elsewhere", async (home) => {
  const old = await home.write(".local/share/fish/vendor_conf.d/spalloc.fish", "# fish");
  await home.write(".local/share/fish/vendor_conf.d/mine.fish", "of the user");
  const executable = await home.write(".local/bin/spalloc", "#!/bin/sh\necho 1.0.0\n", 0o755);
  const manifest = ["version 1.0.0", `sum ${await hash(executable)}`, `file ${old}`];
  await home.write(".local/share/spalloc/installed", `${manifest.join("\n")}\n`);
  const { code, said } = await home.install(["--from", await release(home)]);
  assertEquals([code, said.includes("replaced 1.0.0")], [0, true], said);
  const listing = (await home.listing()).join("\n");
  assertEquals(listing.includes("vendor_conf.d/spalloc.fish"), false);
  assertStringIncludes(listing, "vendor_conf.d/mine.fish");
});

installTest("install.sh says in words why the executable does not run", async (home) => {
  const crash = "printf '\\n#\\n# Fatal process out of memory\\n#\\n' >&2; exit 133";
  const { code, said } = await home.install(["--from", await release(home, { before: crash })]);
  assertEquals([code, await home.listing()], [1, []]);
  assertStringIncludes(said, "does not run here: Fatal process out of memory\n");
});

installTest("install.sh replaces nothing of another's in its folder of programs", async (home) => {
  await home.write(".local/lib/spalloc/spalloc", "of another");
  const before = await home.listing();
  const { code, said } = await home.install(["--from", await release(home)]);
  assertEquals([code, await home.listing()], [1, before]);
  assertStringIncludes(said, `${home.at(".local/lib/spalloc/spalloc")} is in the way`);
});

installTest("install.sh knows its folder again, however it is written", async (home) => {
  const before = await home.listing();
  const place = home.at(".local");
  await home.install(["--from", await release(home), "--prefix", `${place}/`]);
  const newer = await release(home, { version: "1.3.0" });
  const { code, said } = await home.install(["--from", newer]);
  assertEquals([code, said.includes("Left alone")], [0, false], said);
  const other = ["--uninstall", "--prefix", `${place}/../.local/./`];
  assertEquals((await home.install(other)).code, 0);
  assertEquals(await home.listing(), before);
});

installTest("install.sh overwrites no program of another's unless told to", async (home) => {
  await home.write(".local/bin/spalloc", "#!/usr/bin/python3\n", 0o755);
  await home.write(".local/bin/spalloc-ps", "#!/usr/bin/python3\n", 0o755);
  const before = await home.listing();
  const from = ["--from", await release(home)];
  const refused = await home.install(from);
  assertEquals(refused.code, 1);
  assertMatch(refused.said, /already has other programs .*: spalloc spalloc-ps\. Use --force/);
  assertEquals(await home.listing(), before);

  assertEquals((await home.install([...from, "--force"])).code, 0);
  assert((await home.listing()).includes(".local/bin/spalloc-ps -> spalloc"));
  assertEquals((await home.install(from)).code, 0, "an upgrade needs no --force");
  const { said } = await home.install(["--uninstall"]);
  assertStringIncludes(said, `Moved back: ${home.at(".local/bin/spalloc-ps")}`);
  assertEquals(await home.listing(), before);
});

installTest("install.sh takes away nothing that has come into its places since", async (home) => {
  await home.write(".local/share/fish/vendor_completions.d/spalloc.fish", "of the user");
  const before = await home.listing();
  const { said } = await home.install(["--from", await release(home)]);
  assertStringIncludes(said, "Left alone, because this script did not install it: ");
  await home.write(".local/bin/spalloc", "pip was here", 0o755);
  await Deno.remove(home.at(".local/bin/spalloc-ps"));
  await Deno.symlink("elsewhere", home.at(".local/bin/spalloc-ps"));
  const gone = await home.install(["--uninstall"]);
  assertMatch(gone.said, /Left alone.*bin\/spalloc\n/);
  const left = (await home.listing()).filter((line) => !before.includes(line));
  assertEquals(left.map((line) => line.split(":")[0]).sort(), [
    ".local/bin/",
    ".local/bin/spalloc",
    ".local/bin/spalloc-ps -> elsewhere",
  ]);
});

installTest("install.sh installs nothing that is not what was released", async (home) => {
  const { code, said } = await home.install([
    "--from",
    await release(home, { sum: "0".repeat(64) }),
  ]);
  assertEquals([code, await home.listing()], [1, []]);
  assertMatch(said, /spalloc-1\.2\.3-linux-x64 is damaged or was replaced.*Nothing was installed/);
  const broken = await home.install([
    "--from",
    await release(home, { before: "echo no libc >&2; exit 127" }),
  ]);
  assertEquals([broken.code, await home.listing()], [1, []]);
  assertStringIncludes(broken.said, "the executable does not run here: no libc");
});

installTest("install.sh says why it can't install where that is so", async (home) => {
  const from = await release(home);
  const cases: [tools: Record<string, string>, message: RegExp][] = [
    [{ getconf: "echo glibc 2.17" }, /glibc 2\.17, and the executable needs 2\.27 or newer/],
    [{ getconf: "exit 1", ldd: "echo musl libc >&2; exit 1" }, /the C library here is musl/],
    [
      { uname: "case $1 in -m) echo riscv64 ;; *) echo Linux ;; esac" },
      /no executable for riscv64/,
    ],
    [{ uname: "case $1 in -m) echo x86_64 ;; *) echo MINGW64 ;; esac" }, /not for MINGW64/],
    [
      { uname: "case $1 in -m) echo aarch64 ;; *) echo Linux ;; esac" },
      /no executable for linux-arm64: .* names no spalloc-VERSION-linux-arm64/,
    ],
  ];
  for (const [tools, message] of cases) {
    await release(home);
    for (const [name, script] of Object.entries(tools)) await home.tool(name, script);
    const { code, said } = await home.install(["--from", from]);
    assertMatch(said, message);
    assertEquals([code, await home.listing()], [1, []], said);
  }
  for (const args of [[], ["--from", "nowhere"], ["--from"], ["--frob"]]) {
    assertEquals((await home.install(args)).code, 1, String(args));
  }
  assertEquals(await home.listing(), []);
});

installTest("install.sh replaces nothing by what tells no version", async (home) => {
  await home.install(["--from", await release(home)]);
  const before = await home.listing();
  for (const answer of ["", "hello", "1.2 of something else"]) {
    const other = await release(home, { version: "2.0.0", before: `echo '${answer}'; exit` });
    const { code, said } = await home.install(["--from", other]);
    assertEquals(code, 1, said);
    assertMatch(said, /is not spalloc: it prints no version/);
    assertEquals(await home.listing(), before);
  }
});

installTest("install.sh knows a Mac with either processor, translated or not", async (home) => {
  const from = await release(home);
  await home.tool("uname", "case $1 in -m) echo x86_64 ;; *) echo Darwin ;; esac");
  await home.tool("sysctl", "echo 1");
  assertStringIncludes((await home.install(["--from", from])).said, "spalloc-1.2.3-macos-arm64");
  await home.tool("sysctl", "exit 1");
  assertStringIncludes((await home.install(["--from", from])).said, "for macos-x64");
});

installTest("install.sh that is interrupted leaves nothing half done", async (home) => {
  // Its child is what ends it, so it is under way for certain.
  const dying = await release(home, {
    version: "0.9.0",
    before: "[ $1 != completions ] || kill -TERM $PPID",
  });
  await home.tool("curl", "kill -TERM $PPID");
  const early = await home.install(["--from", "https://127.0.0.1:1/release"]);
  assertEquals([early.code, await home.listing()], [143, []], early.said);

  const late = await home.install(["--from", dying]);
  assertEquals(late.code, 143);
  assertStringIncludes(late.said, "Installed in part: run this again, or with --uninstall.");
  assertEquals((await home.install(["--from", await release(home)])).code, 0);
  assertEquals((await home.install(["--from", dying])).code, 143);
  assertEquals((await home.install(["--uninstall"])).code, 0);
  assertEquals(await home.listing(), []);
});

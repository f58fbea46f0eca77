// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, programs, programTest, run } from "./program.ts";

/** Values of `TMPDIR` as scripts leave it: nothing, no absolute path, no folder, none for files. */
const BAD = ["", ".", "relative", "~/tmp", "/nonexistent", "/proc"];

/** A program that runs once a shell has done something. */
function after(line: string, program: Program): Program {
  const args = ["-c", `${line} && exec "$@"`, "sh", program.path, ...program.args];
  return { name: program.name, path: "/bin/sh", args };
}

programTest("a folder for temporary files that can't be used is passed over", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  for (const TMPDIR of BAD) {
    assertEquals((await run(program, ["--version"], { env: { TMPDIR } })).code, 0, TMPDIR);
    const env = { ...leadTo(server), TMPDIR };
    const args = ["-c", "cd / && head -1 {ethernet_ips}"];
    const { code, stdout, stderr } = await run(program, args, { env });
    assertEquals([code, stdout], [0, "x,y,hostname\n"], `${TMPDIR}: ${stderr}`);
  }
});

/** As on a disk that is full: no file may have a byte, and whoever writes one all the same is told. */
const NO_ROOM = "trap '' XFSZ; ulimit -f 0";

programTest("a job is not lost for a file that its command does not need", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  const full = after(NO_ROOM, program);
  const { code, stdout, stderr } = await run(full, ["2", "-c", "echo ran"], {
    env: leadTo(server),
  });
  assertEquals([code, stdout, server.jobs], [0, "ran\n", []], stderr);
  assertMatch(stderr, /cannot write the file of board addresses \(\/tmp: .*File too large/);
  const shown = await run(full, ["2"], { env: leadTo(server), stdin: "\n" });
  assertEquals([shown.code, shown.stdout.includes("All hostnames")], [0, false], shown.stderr);
  const json = await run(full, ["2", "--json"], { env: leadTo(server), stdin: "\n" });
  assertEquals(JSON.parse(json.stdout).ethernet_ips, null, json.stderr);
});

programTest("no boards are asked for without the file that a command needs", async (program) => {
  const heard: string[] = [];
  await using server = await startServer({ onCommand: ({ name }) => heard.push(name) });
  for (const line of ["cat {ethernet_ips}", "cat $SPALLOC_ETHERNET_IPS"]) {
    const { code, stderr } = await run(after(NO_ROOM, program), ["-c", line], {
      env: leadTo(server),
    });
    assertEquals([code, heard], [1, []], stderr);
    assertStringIncludes(
      stderr,
      "Cannot write the file of addresses that your command uses (/tmp: ",
    );
  }
});

/** Whether the system lets a program mount a disk for itself. */
function canMount(): boolean {
  if (Deno.build.os !== "linux") return false;
  const args = ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"];
  try {
    return new Deno.Command("unshare", { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

const ignore = !canMount();
for (const program of programs) {
  Deno.test({
    name: `a full disk is passed over for one with room (${program.name})` +
      (ignore ? " (not here: it takes a mount namespace of one's own)" : ""),
    ignore,
    async fn() {
      await using server = await startServer({ powerDelay: 0 });
      const folder = await Deno.makeTempDir();
      try {
        const TMPDIR = join(folder, "full");
        await Deno.mkdir(TMPDIR);
        const fill = 'mount -t tmpfs -o size=64k none "$TMPDIR" && ' +
          '{ cat /dev/zero > "$TMPDIR/all" 2>&-; true; }';
        const own = after(fill, program);
        const mounted = { ...own, path: "unshare", args: ["-rm", own.path, ...own.args] };
        const env = { ...leadTo(server), TMPDIR };
        const { code, stdout, stderr } = await run(mounted, ["-c", "echo {ethernet_ips}"], { env });
        assertEquals(code, 0, stderr);
        assertMatch(stdout, /^\/tmp\/spinnaker_ips_/);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

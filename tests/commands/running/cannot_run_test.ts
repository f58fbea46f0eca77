// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { foreseeCannotRun } from "../../../commands/running/cannot_run.ts";
import { judgeFile } from "../../../commands/running/program_file.ts";

/** Returns the prediction for a program, without its name. */
async function foresee(words: string[], { isShellLine = false } = {}): Promise<string | null> {
  const foreseen = await foreseeCannotRun({ words, isShellLine }, (name) => Deno.env.get(name));
  if (foreseen === null) return null;
  const steps = foreseen.steps.map((step) => `. ${step.join(": ")}`);
  return foreseen.message.replace(/^Cannot run [^ ]+: /, "") + steps.join("");
}

async function foreseeFile(content: string | Uint8Array, mode = 0o755): Promise<string | null> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "program");
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes, { mode });
  const said = await foresee([path]);
  const again = await foresee([`${path} {} 2>&1`], { isShellLine: true });
  await Deno.remove(folder, { recursive: true });
  // In a line for a shell a program that is there is judged as it is by itself.
  if (mode === 0o755) assertEquals(again, said);
  return said?.replaceAll(folder, "FOLDER") ?? null;
}

/** The beginning of a program for Linux: for which processor, and what is to load it. */
function elf(machine: number, loader: string | null): Uint8Array {
  const bytes = new Uint8Array(200);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, machine, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, loader === null ? 0 : 1, true);
  view.setUint32(64, 3, true);
  view.setBigUint64(64 + 8, 128n, true);
  view.setBigUint64(64 + 32, BigInt((loader ?? "").length + 1), true);
  bytes.set(new TextEncoder().encode(loader ?? ""), 128);
  return bytes;
}

const unixTest = (name: string, fn: () => Promise<void>): void =>
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });

const isPlainLinux = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
const CRLF = "it has Windows line endings, so its interpreter reads as ";
const MEND = "To convert it: sed -i 's/\\r$//' 'FOLDER/program'";

unixTest("a script whose interpreter is not there is foreseen, with the reason", async () => {
  assertEquals(await foreseeFile("#!/bin/sh\r\necho\r\n"), `${CRLF}"/bin/sh\\r". ${MEND}`);
  const withEnv = "#!/usr/bin/env sh\r\necho\r\n";
  assertEquals(await foreseeFile(withEnv), `${CRLF}"sh\\r". ${MEND}`);
  assertEquals(await foreseeFile("#! /nowhere/x -u\n"), "its interpreter /nowhere/x is not there");
  assertEquals(await foreseeFile("#!/tmp"), "its interpreter is /tmp, and it is a directory");
  assertEquals(
    await foreseeFile("#!/usr/bin/env no-such-python\n"),
    "its interpreter no-such-python is not in PATH",
  );
  assertEquals(
    await foreseeFile("#!/usr/bin/env -S A=1 no-such-python -u\n"),
    "its interpreter no-such-python is not in PATH",
  );
});

unixTest("a script that can be started is not objected to", async () => {
  const scripts = [
    "#!/bin/sh",
    "#! /bin/sh -e\n",
    "#!/usr/bin/env sh\n",
    "#!/usr/bin/env -S sh -e",
  ];
  // A shell runs what has no interpreter, and is not asked about what env may do.
  const odd = ["", "echo\r\n", "#!\n", "#!/usr/bin/env -i x\n", "#!/bin/sh -e\r\n", "\0\0\0\0"];
  for (const script of [...scripts, ...odd]) assertEquals(await foreseeFile(script), null, script);
});

unixTest("what is no program is foreseen", async () => {
  assertEquals(await foresee(["/"]), "it is a directory");
  const mode = "it is not executable (chmod +x makes it so)";
  assertEquals(await foreseeFile("#!/bin/sh\n", 0o644), mode);
  assertEquals(await foresee(["/bin/sh/x"]), "Not a directory");
  assertEquals(await foresee(["../no-such-program"]), "there is no such program");
});

Deno.test({
  name: "a program of another system or processor is foreseen",
  ignore: !isPlainLinux || [...Deno.readDirSync("/proc/sys/fs/binfmt_misc")].length > 2,
  async fn() {
    const loader = "/lib64/ld-linux-x86-64.so.2";
    const foreign = "it is a program for aarch64, and this machine is x86_64";
    assertEquals(await foreseeFile(elf(183, loader)), foreign);
    const missing = "its loader /lib/ld-musl.so.1 is not there: it was built for another system";
    assertEquals(await foreseeFile(elf(62, "/lib/ld-musl.so.1")), missing);
    for (const fine of [elf(62, null), elf(62, loader), elf(3, null), elf(62, null).slice(0, 21)]) {
      assertEquals(await foreseeFile(fine), null);
    }
    assertEquals(await foreseeFile("MZ\x90\0\x03"), "it is a program for Windows");
    const macOs = new Uint8Array([0xcf, 0xfa, 0xed, 0xfe, 0]);
    assertEquals(await foreseeFile(macOs), "it is a program for macOS");
  },
});

unixTest("of a line for a shell, the program of a simple command is foreseen", async () => {
  const shell = (line: string): Promise<string | null> => foresee([line], { isShellLine: true });
  for (const line of ["no-such-program", " ./no-such-program {} 'a b' > x 2>&1", "/nowhere/x"]) {
    assertEquals(await shell(line), "there is no such program", line);
  }
  const fine = [
    "echo a",
    "true",
    "exit 3",
    "sh -c x",
    ": > x",
    "/bin/sh",
    "if true",
    "cd /nowhere",
  ];
  // What is joined with others may be meant to fail, and what has more to it is the shell's.
  const unclear = ["no-such || true", "no-such; x", "A=1 no-such", "$X", "'no such'", "no-such &"];
  for (const line of [...fine, ...unclear]) assertEquals(await shell(line), null, line);
});

Deno.test({
  name: "no program of this system is objected to",
  ignore: Deno.build.os !== "linux",
  fn() {
    const folder = "/usr/bin";
    let count = 0;
    for (const { name } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      const verdict = judgeFile(path, () => null);
      // Links to what was removed, and folders such as X11.
      if (verdict === "missing" || Deno.statSync(path).isDirectory) continue;
      assertEquals(verdict, "fine", name);
      count++;
    }
    assertEquals(count > 50, true);
  },
});

import { isGranted } from "../../lib/permission.ts";
import type { Step } from "../errors.ts";
import { basename } from "../paths.ts";
import { readElfHeader } from "./elf_file.ts";

/** Bytes of a program that are read: its header, or its first line. */
const HEAD_BYTES = 4096;
/** Maximum depth of interpreters that are scripts themselves; Linux has about the same. */
const MAX_DEPTH = 4;
/** Bits of a file's mode that let its owner, its group or others run it. */
const EXECUTABLE = 0o111;

/** Processors whose programs a machine runs beside its own. */
const COMPATIBLE: Readonly<Record<string, readonly string[]>> = {
  x86_64: ["i386"],
  aarch64: ["arm"],
};

/** Lists the paths where a shell would look for a program; `null` if unknown. */
export type FindProgram = (name: string) => string[] | null;

/** Whether a file can be started, as far as that can be predicted. */
export type FileVerdict = "fine" | "missing" | { why: string; steps?: readonly Step[] };

/**
 * Predicts whether a program file can be started: whether it is one, and whether its interpreter or
 * loader exists. `fine` if Deno may not look.
 */
export function judgeFile(path: string, find: FindProgram, depth = 0): FileVerdict {
  const verdict = judgeMode(path);
  if (verdict !== "fine" || depth > MAX_DEPTH) return verdict;
  const head = readHead(path);
  if (head === null) return "fine";
  const line = firstLine(head);
  if (line !== null) return judgeInterpreter(path, { line, find, depth });
  const elf = readElfHeader(head);
  if (elf === null) return judgeKind(head);
  if (Deno.build.os !== "linux") return { why: "it is a program for Linux" };
  const { arch } = Deno.build;
  const isOurs = elf.machine === arch || COMPATIBLE[arch]?.includes(elf.machine);
  if (!isOurs && !hasEmulators()) {
    return { why: `it is a program for ${elf.machine}, and this machine is ${arch}` };
  }
  const loader = elf.loader;
  if (!isOurs || loader === null || judgeMode(loader) !== "missing") return "fine";
  return { why: `its loader ${loader} is not there: it was built for another system` };
}

/** Checks that a file exists, is a file, and is executable by somebody. */
export function judgeMode(path: string): FileVerdict {
  try {
    if (!isGranted({ name: "read", path })) return "fine";
    const { isFile, isDirectory, mode } = Deno.statSync(path);
    if (isDirectory) return { why: "it is a directory" };
    const canRun = isFile && (mode === null || (mode & EXECUTABLE) !== 0);
    return canRun ? "fine" : { why: "it is not executable (chmod +x makes it so)" };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "missing";
    return error instanceof Deno.errors.NotADirectory ? { why: "Not a directory" } : "fine";
  }
}

function readHead(path: string): Uint8Array | null {
  try {
    using file = Deno.openSync(path);
    const head = new Uint8Array(HEAD_BYTES);
    return head.subarray(0, file.readSync(head) ?? 0);
  } catch {
    return null; // A program may be run that may not be read.
  }
}

/** Returns the text after `#!` in the first line; `null` if there is none, or it has no end. */
function firstLine(head: Uint8Array): string | null {
  const text = new TextDecoder().decode(head);
  const end = text.indexOf("\n");
  if (!text.startsWith("#!")) return null;
  const line = text.slice(2, end < 0 ? undefined : end).replace(/^[ \t]+|[ \t]+$/g, "");
  return line === "" ? null : line;
}

function judgeInterpreter(
  path: string,
  { line, find, depth }: {
    line: string;
    find: FindProgram;
    depth: number;
  },
): FileVerdict {
  const [, interpreter = "", argument = ""] = /^([^ \t]+)[ \t]*(.*)$/s.exec(line) ?? [];
  const verdict = judgeFile(interpreter, find, depth + 1);
  if (verdict !== "fine") return explain(interpreter, verdict);
  if (basename(interpreter) !== "env") return "fine";
  // The interpreter is the program that env looks for.
  const name = programOfEnv(argument);
  if (name === null || name.includes("/")) return "fine";
  const paths = find(name);
  const isThere = paths === null || paths.some((path) => judgeMode(path) === "fine");
  return isThere ? "fine" : explain(name, "missing", " in PATH");

  function explain(name: string, verdict: FileVerdict, where = " there"): FileVerdict {
    if (name.endsWith("\r")) {
      const mend = `sed -i 's/\\r$//' '${path.replaceAll("'", "'\\''")}'`;
      return {
        why: `it has Windows line endings, so its interpreter reads as "${name.slice(0, -1)}\\r"`,
        steps: [["To convert it", mend]],
      };
    }
    return {
      why: typeof verdict === "string"
        ? `its interpreter ${name} is not${where}`
        : `its interpreter is ${name}, and ${verdict.why}`,
    };
  }
}

/** Returns the program that `env` is to run; it gets the rest of the first line as one word. */
function programOfEnv(argument: string): string | null {
  const words = /^-S\s*(.*)$/s.exec(argument)?.[1]?.split(/[ \t]+/) ?? [argument];
  const name = words.find((word) => !/^\w+=/.test(word)) ?? "";
  // Other options may change where it looks.
  return name === "" || name.startsWith("-") || /["'\\$]/.test(name) ? null : name;
}

/** Recognizes programs of other systems, which a shell would take for scripts. */
function judgeKind(head: Uint8Array): FileVerdict {
  if (head.length < 4 || Deno.build.os !== "linux" || hasEmulators()) return "fine";
  const magic = new DataView(head.buffer, head.byteOffset).getUint32(0);
  if (magic >>> 16 === 0x4d5a) return { why: "it is a program for Windows" };
  const isMac = [0xcffaedfe, 0xcefaedfe, 0xfeedface, 0xfeedfacf].includes(magic);
  return isMac ? { why: "it is a program for macOS" } : "fine";
}

/** Whether the kernel knows emulators of other systems, such as QEMU. */
function hasEmulators(): boolean {
  try {
    const entries = [...Deno.readDirSync("/proc/sys/fs/binfmt_misc")].map(({ name }) => name);
    return entries.some((name) => name !== "register" && name !== "status");
  } catch {
    return false;
  }
}

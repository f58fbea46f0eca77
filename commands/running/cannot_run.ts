import { isGranted } from "../../lib/permission.ts";
import { type Context, ifReadable } from "../context.ts";
import { CommandError, osReason, type Step } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type FileVerdict, type FindProgram, judgeFile, judgeMode } from "./program_file.ts";
import type { WrappedProgram } from "./wrapped_program.ts";

/** Thrown when a program can't be started, with the code that a shell would exit with. */
export class CannotRun extends CommandError {
  constructor(program: string, cause: unknown, steps: readonly Step[] = []) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const why = isMissing ? "there is no such program" : osReason(cause);
    // A line for a shell, followed by options for this program.
    const next = isMissing && /\s/.test(program)
      ? ". Several words after -c are a program and its arguments. Quote a shell command line " +
        "as one word, and put options before -c"
      : "";
    const exitCode = isMissing ? EXIT_CODES.notFound : EXIT_CODES.notExecutable;
    super(`Cannot run ${program}: ${why}${next}`, { exitCode, cause, steps });
  }
}

/**
 * Predicts whether a program can't be started, before boards are requested.
 *
 * `null` also where that shows only when it is: with a line for a shell that is more than one
 * command, with tokens in a program's name, and where Deno may not look.
 */
export async function foreseeCannotRun(
  { words, isShellLine }: WrappedProgram,
  env: Context["env"],
): Promise<CannotRun | null> {
  if (Deno.build.os === "windows") return null; // Names have endings there that nobody types.
  const [given = ""] = words;
  const name = isShellLine ? firstWord(given) : given;
  if (name === null || name === "" || /[{}]/.test(name)) return null;
  const find: FindProgram = (name) => pathsOf(name, env);
  const file = name.includes("/") ? name : inPath(name, find);
  // Whatever a shell may run instead of a file that is seen there, it runs something: to ask one
  // takes 3 ms.
  const isSeen = file !== null && file !== "" && isGranted({ name: "read", path: file });
  if (isSeen && judgeFile(file, find) === "fine") return null;
  const path = isShellLine ? await askShell(name) : file;
  if (path === null) return null;
  const verdict = path === "" ? "missing" : judgeFile(path, find);
  if (verdict === "fine") return null;
  const { steps = [] } = typeof verdict === "string" ? {} : verdict;
  return new CannotRun(name, asCause(verdict), steps);
}

function asCause(verdict: Exclude<FileVerdict, "fine">): Error {
  return verdict === "missing" ? new Deno.errors.NotFound() : new Error(verdict.why);
}

/**
 * Returns the path of the file that a shell would run by a name; empty for none, `null` if unknown.
 */
function inPath(name: string, find: FindProgram): string | null {
  const paths = find(name);
  return paths && (paths.find((path) => judgeMode(path) === "fine") ?? "");
}

/**
 * Returns the program of a shell's line that is one simple command; `null` for any other, whose
 * parts may be meant to fail.
 */
function firstWord(line: string): string | null {
  const [, word = "", rest = ""] = /^\s*([\w.\/+-]+)(?=$|[\s<>])(.*)$/s.exec(line) ?? [];
  return word === "" || /[;&|()`\n]/.test(rest.replace(/[<>]&/g, "")) ? null : word;
}

/** Asks the shell what it would run by a name: a file; empty for nothing; `null` for a builtin. */
async function askShell(name: string): Promise<string | null> {
  const script = 'command -v : > /dev/null || exit 0; command -v "$1" || echo';
  try {
    const { success, stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", script, "sh", name],
      stdin: "null",
      stderr: "null",
    }).output();
    const answer = new TextDecoder().decode(stdout).replace(/\n$/, "");
    if (!success || stdout.length === 0) return null;
    if (answer === "") return name.includes("/") ? name : "";
    return answer.includes("/") ? answer : null;
  } catch {
    return null;
  }
}

/** Lists the paths where a shell would look for a program; `null` if unknown. */
function pathsOf(name: string, env: Context["env"]): string[] | null {
  const path = isGranted({ name: "env", variable: "PATH" }) ? ifReadable(env, "PATH") : undefined;
  return path ? path.split(":").map((folder) => `${folder || "."}/${name}`) : null;
}

/**
 * Checks, before boards are requested, that Deno may run a command and end it again.
 *
 * With a list of programs it may run those and end nothing: boards would be
 * freed while the command still uses them.
 *
 * @throws {CommandError} if it may not.
 */
export async function needRunPermission(): Promise<void> {
  const { state } = await Deno.permissions.request({ name: "run" });
  if (state === "granted") return;
  const message = "Cannot run a command and end it when its boards are gone: " +
    "Deno needs --allow-run, without a list of programs";
  throw new CommandError(message, { exitCode: EXIT_CODES.notExecutable });
}

/**
 * Checks that a program can be run, as far as that can be foreseen.
 *
 * @throws {CommandError} if it can't, with the code that a shell would give.
 */
export async function needRunnable(program: WrappedProgram, env: Context["env"]): Promise<void> {
  await needRunPermission();
  const cannotRun = await foreseeCannotRun(program, env);
  if (cannotRun) throw cannotRun;
}

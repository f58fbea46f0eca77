import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { osReason } from "../os_reason.ts";
import type { WrappedProgram } from "./tokens.ts";

/** The bits of a file's mode that let its owner, its group or others run it. */
const EXECUTABLE = 0o111;

/** Why a program can't be started, and the code that a shell would exit with. */
export class CannotRun extends CommandError {
  constructor(program: string, cause: unknown) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const why = isMissing ? "there is no such program" : osReason(cause);
    // What people mean for a shell, followed by options that they mean for this program.
    const next = isMissing && /\s/.test(program)
      ? ". Several words after -c are a program and its arguments: a line for the shell is one " +
        "word in quotes, and options come before -c"
      : "";
    const code = isMissing ? EXIT_CODES.notFound : EXIT_CODES.notExecutable;
    super(code, `Cannot run ${program}: ${why}${next}`, { cause });
  }
}

/**
 * Looks whether a program could be started, before boards are powered for it.
 *
 * `null` also where that shows only when it is: with a line for a shell, with
 * tokens in its name, and where Deno may not look.
 */
export function foreseeCannotRun(
  program: WrappedProgram,
  env: Context["env"],
): CannotRun | null {
  const [name = ""] = program.words;
  const isWindows = Deno.build.os === "windows"; // Names have endings there that nobody types.
  if (program.isShellLine || /[{}]/.test(name) || name === "" || isWindows) return null;
  const paths = name.includes("/") ? [name] : pathsOf(name, env);
  if (paths === null) return null;
  let refused: unknown = null;
  for (const path of paths) {
    try {
      if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return null;
      const { isFile, mode } = Deno.statSync(path);
      if (isFile && (mode === null || (mode & EXECUTABLE) !== 0)) return null;
      if (name.includes("/")) refused = new Deno.errors.PermissionDenied("Permission denied");
    } catch (error) {
      if (error instanceof Deno.errors.NotADirectory) refused ??= name.includes("/") ? error : null;
      else if (!(error instanceof Deno.errors.NotFound)) return null;
    }
  }
  return new CannotRun(name, refused ?? new Deno.errors.NotFound());
}

/** Where a shell would look for a program; `null` where nobody tells. */
function pathsOf(name: string, env: Context["env"]): string[] | null {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "PATH" });
  const path = state === "granted" ? env("PATH") : undefined;
  return path ? path.split(":").map((folder) => `${folder || "."}/${name}`) : null;
}

/**
 * Makes sure, before boards are asked for, that Deno may run a command and end
 * it again.
 *
 * With a list of programs it may run those and end nothing: boards would be
 * freed while the command still uses them.
 *
 * @throws {CommandError} if it may not.
 */
export async function needRunPermission(): Promise<void> {
  const { state } = await Deno.permissions.request({ name: "run" });
  if (state === "granted") return;
  const message = "Cannot run a command, and end it when its boards are gone: " +
    "Deno needs --allow-run, without a list of programs";
  throw new CommandError(EXIT_CODES.notExecutable, message);
}

import { isGranted, missingFlag } from "../../lib/permission.ts";
import { CommandError, UsageError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { DELIMITER, join } from "../paths.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";

/** Program that boots boards. */
export const BOOT_PROGRAM = "rig-boot";

/** Maximum seconds for the help of `rig-boot`. */
const HELP_SECONDS = 10;

/**
 * Returns the command that boots a machine: `rig-boot HOST`, or `rig-boot HOST WIDTH HEIGHT` for
 * versions before 1.0, which need the size. Later ones refuse it.
 *
 * @throws {UsageError} if it is not installed, before any board is asked for.
 */
export async function bootCommand(
  env: (name: string) => string | undefined,
): Promise<WrappedProgram> {
  for (const folder of (env("PATH") ?? "").split(DELIMITER)) {
    for (const suffix of Deno.build.os === "windows" ? [".exe", ".cmd", ""] : [""]) {
      const path = join(folder || ".", BOOT_PROGRAM + suffix);
      if (await isFile(path)) {
        const size = await takesSize(path) ? ["{width}", "{height}"] : [];
        return { words: [path, "{hostname}", ...size], isShellLine: false };
      }
    }
  }
  throw new UsageError(
    `--boot needs ${BOOT_PROGRAM}, which is not in PATH. Without --boot you boot the machine yourself`,
    { steps: [["To install it", "pip install rig"]] },
  );
}

/** Whether the help of a program tells of a size. */
async function takesSize(path: string): Promise<boolean> {
  if (!isGranted({ name: "run" })) return false; // It can't be run later either.
  try {
    const { stdout } = await new Deno.Command(path, {
      args: ["--help"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(HELP_SECONDS * 1000),
    }).output();
    return /\bheight\b/.test(new TextDecoder().decode(stdout));
  } catch {
    return false; // What is wrong with it shows when it is to boot.
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (cause) {
    if (missingFlag(cause) === null) return false;
    const message = `Cannot look for ${BOOT_PROGRAM} in PATH: Deno needs --allow-read`;
    throw new CommandError(message, { exitCode: EXIT_CODES.usage, cause });
  }
}

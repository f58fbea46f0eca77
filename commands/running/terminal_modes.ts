import { isInBackground } from "../process_groups.ts";

/** Maximum seconds to read or set a terminal's modes. */
const SECONDS = 1;

/**
 * Reads the modes of the terminal, which a command may change (no echo, no lines) and not live to
 * change back. Returns what restores them, if they have changed and the terminal is still ours;
 * `null` if nobody can type, or the system does not tell.
 */
export async function terminalModes(
  stdin: { isTerminal(): boolean },
): Promise<(() => Promise<void>) | null> {
  if (Deno.build.os === "windows" || !stdin.isTerminal()) return null;
  const modes = await output("stty", ["-g"]);
  if (modes === null) return null;
  return async () => {
    const now = await output("stty", ["-g"]);
    if (now === null || now === modes || isInBackground()) return;
    // Should the shell have it back by now, it must not stop us for this.
    await output("/bin/sh", ["-c", 'trap "" TTOU; exec stty "$1"', "sh", modes]);
  };
}

/**
 * Returns a program's output; `null` if it fails, or takes too long: the terminal may be stopped.
 */
async function output(program: string, args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      stdin: "inherit",
      stderr: "null",
      signal: AbortSignal.timeout(SECONDS * 1000),
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null; // There is no such program.
  }
}

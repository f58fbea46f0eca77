import { GRACE_SECONDS } from "../running/ending.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { inShell, runProgram } from "../running/run_program.ts";
import type { Context } from "../context.ts";

/**
 * Runs a program whose environment names a server, and returns the exit code that a shell would.
 *
 * @throws the reason of a signal, once the program has been ended.
 */
export async function runOnServer(
  { words, isShellLine }: WrappedProgram,
  env: Readonly<Record<string, string>>,
  context: Context,
): Promise<number> {
  // A variable that no other server has.
  const mark = "SPALLOC_PORT" in env ? "SPALLOC_PORT" : "SPALLOC_HOSTNAME";
  const command = isShellLine ? inShell(words[0] ?? "") : words;
  return await runProgram({ words: command, isShellLine }, {
    env,
    // Whoever else on this terminal has the very same variable is a client of this server.
    mark: `${mark}=${env[mark]}\0`,
    ending: { signal: null, grace: GRACE_SECONDS },
    gone: new AbortController().signal,
    guard: null,
  }, context);
}

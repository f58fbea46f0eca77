import { GRACE_SECONDS } from "../running/ending.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { inShell, runProgram } from "../running/run_program.ts";
import type { Context } from "../context.ts";

/** Returns the variables that take a program to a server's old port. */
export function environmentOf(
  { hostname, port }: { hostname: string; port: number },
): Record<string, string> {
  return {
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    // For a spalloc that takes its hostname for that of a board.
    SPALLOC_SERVER: hostname,
  };
}

/**
 * Runs a program whose environment names a server, in the variable `mark` one that no other server
 * has, and returns the exit code that a shell would.
 *
 * @throws the reason of a signal, once the program has been ended.
 */
export async function runOnServer(
  { words, isShellLine }: WrappedProgram,
  { env, mark }: { env: Readonly<Record<string, string>>; mark: string },
  context: Context,
): Promise<number> {
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

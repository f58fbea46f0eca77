import { foreseeCannotRun, needRunPermission } from "../running/cannot_run.ts";
import { GRACE_SECONDS } from "../running/ending.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { inShell, runProgram } from "../running/run_program.ts";
import type { Context } from "../context.ts";

/**
 * Checks that a program can be run, before there is a server for it.
 *
 * @throws {CommandError} if it can't, with the code that a shell would give.
 */
export async function checkProgram(
  program: WrappedProgram,
  { env }: Pick<Context, "env">,
): Promise<void> {
  await needRunPermission();
  const cannotRun = await foreseeCannotRun(program, env);
  if (cannotRun) throw cannotRun;
}

/**
 * Runs a program whose environment names a server, and returns the exit code that a shell would.
 *
 * @throws the reason of a signal, once the program has been ended.
 */
export async function runOnServer(
  { words, isShellLine }: WrappedProgram,
  { hostname, port }: { hostname: string; port: number },
  context: Context,
): Promise<number> {
  const env = {
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    // For a spalloc that takes its hostname for that of a board.
    SPALLOC_SERVER: hostname,
  };
  const command = isShellLine ? inShell(words[0] ?? "") : words;
  return await runProgram({ words: command, isShellLine }, {
    env,
    // Whoever else on this terminal uses this very port is a client of this server.
    mark: `SPALLOC_PORT=${port}\0`,
    ending: { signal: null, grace: GRACE_SECONDS },
    gone: new AbortController().signal,
    guard: null,
  }, context);
}

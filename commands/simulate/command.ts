import { foreseeCannotRun, needRunPermission } from "../alloc/cannot_run.ts";
import { GRACE_SECONDS } from "../alloc/ending.ts";
import { runProgram } from "../alloc/wrapped_command.ts";
import type { Context } from "../context.ts";

/**
 * Makes sure that a program can be run, before there is a server for it.
 *
 * @throws {CommandError} if it can't, with the code that a shell would give.
 */
export async function checkProgram(
  words: readonly string[],
  { env }: Pick<Context, "env">,
): Promise<void> {
  await needRunPermission();
  const cannotRun = await foreseeCannotRun({ words, isShellLine: false }, env);
  if (cannotRun) throw cannotRun;
}

/**
 * Runs a program whose environment names a server, and gives the exit code that
 * a shell would.
 *
 * @throws the reason of a signal, once the program has been ended.
 */
export async function runOnServer(
  words: readonly string[],
  { hostname, port }: { hostname: string; port: number },
  context: Context,
): Promise<number> {
  const env = {
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    // For a spalloc that takes its hostname for that of a board.
    SPALLOC_SERVER: hostname,
  };
  return await runProgram({ words, isShellLine: false }, {
    env,
    // Whoever else on this terminal uses this very port is a client of this server.
    mark: `SPALLOC_PORT=${port}\0`,
    ending: { signal: null, grace: GRACE_SECONDS },
    gone: new AbortController().signal,
    guard: null,
  }, context);
}

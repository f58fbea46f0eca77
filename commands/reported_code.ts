import type { Environment } from "../lib/config/search_path.ts";
import { SpallocError } from "../lib/errors.ts";
import { ifReadable } from "./context.ts";
import { CommandError, Interrupted } from "./errors.ts";
import { EXIT_CODES, EXIT_ERROR, isExitCode } from "./exit_codes.ts";
import { SIGNALS } from "./signals.ts";

/** Exit codes of errors, by their kind; those of the Python client. */
const CODES: Record<SpallocError["code"], number> = {
  config: EXIT_CODES.usage,
  request: EXIT_CODES.usage,
  version: EXIT_CODES.usage,
  unsupported: EXIT_CODES.usage,
  login: EXIT_CODES.usage,
  connection: EXIT_CODES.failure,
  timeout: EXIT_CODES.failure,
  protocol: EXIT_CODES.failure,
  server: EXIT_CODES.failure,
  unknown_outcome: EXIT_CODES.failure,
  job_destroyed: EXIT_CODES.failure,
  job_unknown: EXIT_CODES.failure,
  no_torus: EXIT_CODES.failure,
  checks_failed: EXIT_CODES.failure,
  not_ready: EXIT_CODES.notReady,
};

/** Exit codes of `alloc` that differ from those of the other commands. */
const ALLOC_CODES: Partial<typeof CODES> = {
  checks_failed: EXIT_CODES.checksFailed,
  connection: EXIT_CODES.noServer,
  timeout: EXIT_CODES.noServer,
  protocol: EXIT_CODES.noServer,
  server: EXIT_CODES.noServer,
  unknown_outcome: EXIT_CODES.noServer,
  job_unknown: EXIT_CODES.usage,
};

/**
 * Returns the exit code of an error. `ours` is whether it stands for a failure of spalloc itself,
 * whose code `SPALLOC_EXIT_ERROR` may replace.
 */
export function exitCodeOf(error: unknown, command: string): { code: number; ours: boolean } {
  if (error instanceof Interrupted) return { code: 128 + SIGNALS[error.signal], ours: false };
  if (error instanceof CommandError) {
    // From here on the codes are those that a shell gives for a command.
    return { code: error.exitCode, ours: error.exitCode < EXIT_CODES.notExecutable };
  }
  if (error instanceof SpallocError) {
    const code = (command === "alloc" ? ALLOC_CODES[error.code] : undefined) ?? CODES[error.code];
    return { code, ours: true };
  }
  return { code: EXIT_CODES.failure, ours: true };
}

/** Returns the exit code of the program for an error: that of a script, if it chose one. */
export function reportedCode(error: unknown, command: string, env: Environment): number {
  const { code, ours } = exitCodeOf(error, command);
  const chosen = ours ? Number(ifReadable(env, EXIT_ERROR)) : NaN;
  return isExitCode(chosen) ? chosen : code;
}

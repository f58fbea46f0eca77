import type { Environment } from "../lib/config/search_path.ts";
import { SpallocError } from "../lib/errors.ts";
import { ifReadable } from "./context.ts";
import { CommandError, Interrupted, UsageError } from "./errors.ts";
import { SIGNALS } from "./signals.ts";

/**
 * Exit codes of particular failures; the same code can have another meaning for another command.
 */
export const EXIT_CODES = {
  /** Any failure without a code of its own. */
  failure: 1,
  usage: 2,
  /** config: nothing sets the setting that was asked for. */
  notSet: 1,
  /** alloc: the job is in a state that spalloc does not know. */
  unknownState: 3,
  /** job: the owner has no job, or several; or there is no job of that id to destroy. */
  notOneJob: 3,
  /** where-is: no board is there. */
  nothingThere: 4,
  /** alloc: the boards were not ready within `--max-wait`; job: what was waited for did not come in it. */
  notReady: 5,
  /** alloc: the server is out of reach, or refused the request. */
  noServer: 6,
  /** alloc: all went well, but the boards could not be freed. */
  notFreed: 6,
  /** alloc: no boards passed the checks. */
  checksFailed: 7,
  /** machine, top: no machine has that name. */
  noSuchMachine: 6,
  /** job: the boards can't be powered in the job's state. alloc: they are off, and another's. */
  cannotPower: 8,
  /** job: the job has no boards. */
  noBoards: 9,
  /** complete: the shell is to complete the word as it would without spalloc. */
  shellCompletes: 10,
  /** alloc: the command can't be executed, as shells have it. */
  notExecutable: 126,
  /** alloc: the command was not found, as shells have it. */
  notFound: 127,
} as const;

/** Variable with the exit code for failures of the program's own. */
export const EXIT_ERROR = "SPALLOC_EXIT_ERROR";

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
  if (error instanceof UsageError) return { code: EXIT_CODES.usage, ours: true };
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

/** Whether a number can be the exit code of a failure. */
export function isExitCode(code: number): boolean {
  return Number.isInteger(code) && code > 0 && code < 256;
}

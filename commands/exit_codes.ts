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
  /** alloc: all went well, but the boards could not be freed, and no keepalive ends. */
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

/** Whether a number can be the exit code of a failure. */
export function isExitCode(code: number): boolean {
  return Number.isInteger(code) && code > 0 && code < 256;
}

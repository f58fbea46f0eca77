import { SpallocError } from "../lib/errors.ts";

/** A command line that can't be understood. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A failure with an exit code of its own, which no other error has. */
export class CommandError extends Error {
  override name = "CommandError";
  /** The code to exit with. */
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

const isLinux = Deno.build.os === "linux";

/** Signals that end the program, by their numbers. */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
  // What batch systems announce the end with, if they are told to.
  SIGUSR1: isLinux ? 10 : 30,
  SIGUSR2: isLinux ? 12 : 31,
  SIGXCPU: 24,
} as const;

/** The name of a signal that ends the program. */
export type SignalName = keyof typeof SIGNALS;

/** A signal has come: the program is to clean up and leave. */
export class Interrupted extends Error {
  override name = "Interrupted";
  /** The signal. */
  readonly signal: SignalName;

  constructor(signal: SignalName) {
    super(`Interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** Exit codes of errors, by their kind. The ones for `alloc` are those users' scripts know. */
const CODES: Record<SpallocError["code"], number> = {
  config: 2,
  request: 2,
  version: 2,
  connection: 1,
  timeout: 1,
  protocol: 1,
  server: 1,
  unknown_outcome: 1,
  job_destroyed: 1,
  job_unknown: 1,
  no_torus: 1,
  not_ready: 5,
};

/** Where `alloc` exits otherwise than the other commands. */
const ALLOC_CODES: Partial<typeof CODES> = {
  connection: 6,
  timeout: 6,
  protocol: 6,
  server: 6,
  unknown_outcome: 6,
  job_unknown: 2,
};

/**
 * The one table from errors to exit codes. `ours` tells whether the code stands
 * for a failure of spalloc's own, which `SPALLOC_EXIT_ERROR` may replace.
 */
export function exitCodeOf(error: unknown, command: string): { code: number; ours: boolean } {
  if (error instanceof Interrupted) return { code: 128 + SIGNALS[error.signal], ours: false };
  if (error instanceof CommandError) return { code: error.exitCode, ours: true };
  if (error instanceof UsageError) return { code: 2, ours: true };
  if (error instanceof SpallocError) {
    const code = (command === "alloc" ? ALLOC_CODES[error.code] : undefined) ?? CODES[error.code];
    return { code, ours: true };
  }
  return { code: 1, ours: true };
}

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

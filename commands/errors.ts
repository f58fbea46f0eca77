import type { SignalName } from "./signals.ts";

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

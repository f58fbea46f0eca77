import type { SignalName } from "./signals.ts";

/** What to do about an error: what for, and the command line to type. */
export type Step = readonly [purpose: string, command: string];

/** What {@linkcode UsageError} and {@linkcode CommandError} can have beside their message. */
export interface AdviceOptions extends ErrorOptions {
  /** What to do next; nothing if left out. */
  steps?: readonly Step[];
}

/** The lines of a message and of what to do next, with each command to type on a line of its own. */
export function inSteps(message: string, steps: readonly Step[]): string[] {
  const lines = [message];
  for (const [at, [purpose, command]] of steps.entries()) {
    if (at === 0) lines[0] = `${message}. ${purpose}:`;
    else lines.push(`${purpose}:`);
    lines.push(`  ${command}`);
  }
  return lines;
}

/** A command line that can't be understood. */
export class UsageError extends Error {
  override name = "UsageError";
  /** What to do next. */
  readonly steps: readonly Step[];

  constructor(message: string, { steps = [], ...options }: AdviceOptions = {}) {
    super(message, options);
    this.steps = steps;
  }
}

/** A failure with an exit code of its own, which no other error has. */
export class CommandError extends Error {
  override name = "CommandError";
  /** The code to exit with. */
  readonly exitCode: number;
  /** What to do next. */
  readonly steps: readonly Step[];

  constructor(exitCode: number, message: string, { steps = [], ...options }: AdviceOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.steps = steps;
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

import { messageOf } from "../lib/message_of.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import type { SignalName } from "./signals.ts";

/** Advice on an error: a purpose, and the command line to type. */
export type Step = readonly [purpose: string, command: string];

/** Options of {@linkcode CommandError}. */
export interface CommandErrorOptions extends ErrorOptions {
  /**
   * Exit code of the program.
   *
   * @default {EXIT_CODES.failure}
   */
  exitCode?: number;
  /**
   * Advice on what to do next.
   *
   * @default {[]}
   */
  steps?: readonly Step[];
}

/** What a command to type begins its line with. */
export const INDENT = "  ";

/** Formats a message and its advice as lines, each command to type on a line of its own. */
export function inSteps(message: string, steps: readonly Step[]): string[] {
  const lines = [message];
  for (const [at, [purpose, command]] of steps.entries()) {
    if (at === 0) lines[0] = `${message}. ${purpose}:`;
    else lines.push(`${purpose}:`);
    lines.push(`${INDENT}${command}`);
  }
  return lines;
}

/** Thrown for a failure that is explained, perhaps with an exit code of its own. */
export class CommandError extends Error {
  override name = "CommandError";
  /** Exit code of the program. */
  readonly exitCode: number;
  /** Advice on what to do next. */
  readonly steps: readonly Step[];

  constructor(
    message: string,
    { exitCode = EXIT_CODES.failure, steps = [], ...options }: CommandErrorOptions = {},
  ) {
    super(message, options);
    this.exitCode = exitCode;
    this.steps = steps;
  }
}

/** Thrown when a command line can't be understood. */
export class UsageError extends CommandError {
  override name = "UsageError";

  constructor(message: string, options: CommandErrorOptions = {}) {
    super(message, { exitCode: EXIT_CODES.usage, ...options });
  }
}

/** Thrown when a signal has come: the program must clean up and leave. */
export class Interrupted extends Error {
  override name = "Interrupted";
  /** Name of the signal. */
  readonly signal: SignalName;

  constructor(signal: SignalName) {
    super(`Interrupted by ${signal}`);
    this.signal = signal;
  }
}

/** Returns the system's reason for an error, without Deno's words around it. */
export function osReason(error: unknown): string {
  const message = messageOf(error);
  return message
    .replace(/^Failed to spawn '.*?': /s, "")
    .replace(/ \(os error \d+\).*$/s, "");
}

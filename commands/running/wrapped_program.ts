/** The program to run, perhaps with tokens in it. */
export interface WrappedProgram {
  /** The program and its arguments, or one line for a shell. */
  words: readonly string[];
  isShellLine: boolean;
}

/** The program on a command line: `command` is a line for a shell; `null` without any. */
export function programOf(
  { command, program }: { command?: string | undefined; program: readonly string[] },
): WrappedProgram | null {
  if (command !== undefined) return { words: [command], isShellLine: true };
  return program.length > 0 ? { words: program, isShellLine: false } : null;
}

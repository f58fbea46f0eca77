/** A program to run, perhaps with tokens in its words. */
export interface WrappedProgram {
  /** Program and its arguments, or one line for a shell. */
  words: readonly string[];
  isShellLine: boolean;
}

/** Returns the program of a command line: `command` is a line for a shell; `null` for none. */
export function programOf(
  { command, program }: { command?: string | undefined; program: readonly string[] },
): WrappedProgram | null {
  if (command !== undefined) return { words: [command], isShellLine: true };
  return program.length > 0 ? { words: program, isShellLine: false } : null;
}

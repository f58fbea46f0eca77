/** The size of a terminal, in characters. */
export interface TerminalSize {
  /** Its width. */
  columns: number;
  /** Its height. */
  rows: number;
}

/** The size of a terminal that does not say, and of what is none. */
export const STANDARD_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Asks the terminal for its size. */
export function terminalSize(): TerminalSize {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // It is no terminal, or one that does not know.
  }
  return STANDARD_SIZE;
}

/** Size of a terminal, in characters. */
export interface TerminalSize {
  /** Width in columns. */
  columns: number;
  /** Height in rows. */
  rows: number;
}

/** Size of a terminal that reports none, and of other outputs. */
export const STANDARD_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Reads the size of the terminal. */
export function terminalSize(): TerminalSize {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // It is no terminal, or one that does not know.
  }
  return STANDARD_SIZE;
}

/** Returns an error's message; the text of any other value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

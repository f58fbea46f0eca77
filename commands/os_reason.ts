/** Why the system refused something, in its words, without what Deno puts around them. */
export function osReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^Failed to spawn '.*?': /s, "")
    .replace(/ \(os error \d+\).*$/s, "");
}

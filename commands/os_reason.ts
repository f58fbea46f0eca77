import { messageOf } from "../lib/message_of.ts";

/** Returns the system's reason for an error, without Deno's words around it. */
export function osReason(error: unknown): string {
  const message = messageOf(error);
  return message
    .replace(/^Failed to spawn '.*?': /s, "")
    .replace(/ \(os error \d+\).*$/s, "");
}

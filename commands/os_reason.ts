import { messageOf } from "../lib/message_of.ts";

/** Why the system refused something, in its words, without what Deno puts around them. */
export function osReason(error: unknown): string {
  const message = messageOf(error);
  return message
    .replace(/^Failed to spawn '.*?': /s, "")
    .replace(/ \(os error \d+\).*$/s, "");
}

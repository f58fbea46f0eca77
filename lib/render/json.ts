import { escapeJson } from "../escape.ts";

/**
 * Formats an answer for programs: one line of JSON, in which everything that could steer a terminal
 * is escaped. It reads as the same values. Numbers that JSON lacks, such as infinity, are `null`.
 *
 * @example
 * ```ts
 * import { toJson } from "./json.ts";
 *
 * toJson({ schema: 1, owner: "me\x9b2J" }); // '{"schema":1,"owner":"me\\u009b2J"}'
 * ```
 */
export function toJson(value: Readonly<Record<string, unknown>>): string {
  return escapeJson(JSON.stringify(value));
}

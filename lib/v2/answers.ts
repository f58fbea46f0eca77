import { ProtocolError } from "../errors.ts";
import type { HttpAnswer } from "./http.ts";

/** Words of a refusal that no other login helps against, and of that of a password. */
export const NO_RIGHT = "computer says no";

/**
 * Parses an answer.
 *
 * @throws {ProtocolError} if it is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const start = text.trim().slice(0, 40);
    throw new ProtocolError(`The server sent something other than JSON: ${JSON.stringify(start)}`);
  }
}

/** Whether a redirect leads to the form: nobody is logged in. */
export function isSentBack({ status, headers }: HttpAnswer): boolean {
  return status >= 300 && status < 400 &&
    /\/login(?:\.html)?(?:[?#;]|$)/.test(headers.get("Location") ?? "");
}

/** Whether an answer asks for a login to the spalloc service. */
export function namesItself({ status, headers }: HttpAnswer): boolean {
  return status === 401 && /realm="?[^",]*spalloc/i.test(headers.get("WWW-Authenticate") ?? "");
}

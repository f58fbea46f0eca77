import { ConnectionError, ProtocolError, ServerError } from "../errors.ts";
import type { HttpAnswer } from "./http.ts";

/** Maximum characters of a server's words in a message. */
const MOST_WORDS = 300;

/** A refusal of the HTTP API, with its status. */
export class ApiRefusal extends ServerError {
  /** Status of the answer. */
  readonly status: number;

  /** Creates an error with the refused command, the status, and the server's words. */
  constructor(command: string, status: number, words: string) {
    super(command, words);
    this.name = "ServerError";
    this.status = status;
  }
}

/** Matches the words of the API for what is not there; other pages of status 404 are not its own. */
const NOT_THERE = /^\s*(?:no such (?:job|machine|board)|failed to locate board)/i;

/**
 * Returns the error of an answer that is none: a refusal, or trouble of the server or of a proxy
 * before it, which may be gone the next time.
 */
export function trouble(command: string, answer: HttpAnswer): ServerError | ConnectionError {
  const { status, headers } = answer;
  const words = wordsOf(answer);
  if (status >= 300 && status < 400) {
    // Servers write the session there for browsers whose cookies they do not know yet.
    const to = (headers.get("Location") ?? "nowhere").replace(/;jsessionid=[^/?#]*/gi, "");
    return new ProtocolError(
      `The server sends on to ${to}, which is not followed: use that address`,
    );
  }
  const isPage = status === 404 || status === 410;
  if (isPage && NOT_THERE.test(answer.text)) return new ApiRefusal(command, status, words);
  if (command === "version" && isPage) {
    const message = `The URL of the server leads nowhere (status ${status}): check its path`;
    return new ConnectionError(message, "not sent");
  }
  // Too many requests, or too early: nothing was done.
  if (status === 429 || status === 425) return failed(status, words, "not sent");
  if (isPage || status === 408 || status >= 500 || status < 200) {
    return failed(status, words, "unknown");
  }
  return new ApiRefusal(command, status, words);
}

/** Returns the error of a URL at whose host there is a spalloc server, but at another path. */
export function elsewhere(server: string): ConnectionError {
  return new ConnectionError(
    `${server} is not where the spalloc server is: check the URL`,
    "not sent",
  );
}

/** Returns the value of an answer, or `instead` if the server says that nothing is there. */
export async function unlessNotThere<T, U>(answer: Promise<T>, instead: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiRefusal && (error.status === 404 || error.status === 410)) {
      return instead;
    }
    throw error;
  }
}

/** Returns the server's words; for a page of a proxy, which has none to show, the status. */
export function wordsOf({ status, headers, text }: HttpAnswer): string {
  const line = text.trim().replace(/\s+/g, " ");
  const isPage = /html/i.test(headers.get("Content-Type") ?? "") || line.startsWith("<");
  if (line === "" || isPage) return `status ${status}`;
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line;
}

function failed(status: number, words: string, outcome: "not sent" | "unknown"): ConnectionError {
  const detail = words === `status ${status}` ? "" : `: ${words}`;
  return new ConnectionError(`The server failed (status ${status})${detail}`, outcome);
}

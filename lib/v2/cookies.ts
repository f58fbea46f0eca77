import type { HttpAnswer } from "./http.ts";

/** Name of the cookie of a session. */
const COOKIE = "JSESSIONID";

/** Returns the header field of a session's cookie. */
export function cookieHeader(cookie: string): Record<string, string> {
  return { Cookie: `${COOKIE}=${cookie}` };
}

/** Returns the session's cookie that an answer sets; `null` for none. */
export function cookieOf({ headers }: Pick<HttpAnswer, "headers">): string | null {
  let found = null;
  for (const line of headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const [name, ...value] = pair.split("=");
    if (name?.trim() === COOKIE) found = value.join("=").trim();
  }
  return found === "" ? null : found;
}

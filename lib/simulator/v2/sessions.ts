import type { Clock } from "../../clock.ts";
import type { User } from "./accounts.ts";

const COOKIE = "JSESSIONID";

/** A session of a browser, or of a client. */
export interface ApiSession {
  /** Value of the cookie. */
  readonly id: string;
  /** User who logged in last; `null` before. */
  user: User | null;
  /** Secret that CSRF tokens are made of. */
  readonly secret: string;
  /** Time of the last request, in seconds. */
  usedAt: number;
}

/** Sessions of a server, in memory; they expire without requests. */
export class Sessions {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #sessions = new Map<string, ApiSession>();

  /** Creates no session yet; `timeout` is the time that one lives without a request, in seconds. */
  constructor(clock: Clock, timeout: number) {
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** Returns the session of a request and renews it; `null` if there is none, or it has expired. */
  find(headers: Headers): ApiSession | null {
    const cookies = (headers.get("Cookie") ?? "").split(";").map((cookie) => cookie.trim());
    for (const cookie of cookies) {
      if (!cookie.startsWith(`${COOKIE}=`)) continue;
      const session = this.#sessions.get(cookie.slice(COOKIE.length + 1));
      if (session === undefined) continue;
      const now = this.#clock.now();
      if (session.usedAt + this.#timeout >= now) {
        session.usedAt = now;
        return session;
      }
      this.end(session);
    }
    return null;
  }

  /** Starts a session, for a user who logged in or is about to. */
  begin(user: User | null): ApiSession {
    const session: ApiSession = {
      id: crypto.randomUUID().replaceAll("-", "").toUpperCase(),
      user,
      secret: crypto.randomUUID(),
      usedAt: this.#clock.now(),
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Ends a session. */
  end({ id }: ApiSession): void {
    this.#sessions.delete(id);
  }

  /** Ends all sessions. */
  endAll(): void {
    this.#sessions.clear();
  }
}

/** Returns the header field that gives a session to the client. */
export function setCookie({ id }: ApiSession, isSecure: boolean): string {
  return `${COOKIE}=${id}; Path=/; ${isSecure ? "Secure; " : ""}HttpOnly`;
}

/** Returns the header field that takes a session from the client. */
export function dropCookie(): string {
  return `${COOKIE}=; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/`;
}

/** Returns a CSRF token of a session: another text each time, so that it can't be guessed. */
export function csrfToken({ secret }: ApiSession): string {
  const plain = new TextEncoder().encode(secret);
  const mask = crypto.getRandomValues(new Uint8Array(plain.length));
  const token = new Uint8Array(2 * plain.length);
  token.set(mask);
  token.set(plain.map((byte, index) => byte ^ (mask[index] ?? 0)), plain.length);
  return token.toBase64({ alphabet: "base64url" });
}

/** Returns whether a CSRF token is one of a session. */
export function isTokenOf({ secret }: ApiSession, token: string): boolean {
  try {
    const bytes = Uint8Array.fromBase64(token, { alphabet: "base64url" });
    const half = bytes.length / 2;
    const plain = bytes.subarray(0, half).map((byte, index) => byte ^ (bytes[half + index] ?? 0));
    return new TextDecoder().decode(plain) === secret;
  } catch {
    return false; // it is no token at all
  }
}

import type { Clock } from "../../clock.ts";
import type { User } from "./accounts.ts";

const COOKIE = "JSESSIONID";

/** What the server knows of a browser, or a client. */
export interface ApiSession {
  /** What the cookie holds. */
  readonly id: string;
  /** Who logged in; `null` before. */
  readonly user: User | null;
  /** What tokens against forged requests are made of. */
  readonly secret: string;
  /** When it was used last, in seconds. */
  usedAt: number;
}

/** The sessions of a server: they are kept in memory, and end when nothing is heard of them. */
export class Sessions {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #sessions = new Map<string, ApiSession>();

  /** Takes how long a session lives without a request, in seconds. */
  constructor(clock: Clock, timeout: number) {
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** The session that a request belongs to, if it lives; it lives on then. */
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

  /** Begins a session, for somebody who logged in or is about to. */
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

/** The header field that hands a session to the client. */
export function setCookie({ id }: ApiSession, isSecure: boolean): string {
  return `${COOKIE}=${id}; Path=/spalloc; ${isSecure ? "Secure; " : ""}HttpOnly`;
}

/** A token against forged requests: another text each time, so that it can't be guessed. */
export function csrfToken({ secret }: ApiSession): string {
  const plain = new TextEncoder().encode(secret);
  const mask = crypto.getRandomValues(new Uint8Array(plain.length));
  const token = new Uint8Array(2 * plain.length);
  token.set(mask);
  token.set(plain.map((byte, index) => byte ^ (mask[index] ?? 0)), plain.length);
  return token.toBase64({ alphabet: "base64url" });
}

/** Whether a token was made for a session. */
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

import type { Credentials } from "./credentials.ts";

/** What is remembered of the logins to a server, for as long as somebody wants it. */
export interface LoginMemory {
  /** Cookie of the last session; `null` before the first. */
  readonly cookie: string | null;
  /**
   * Runs a login with these credentials; does not where they were refused before.
   *
   * @throws {LoginError} if they were refused, then or now.
   */
  logIn<T>(credentials: Credentials, login: () => Promise<T>): Promise<T>;
  /** Returns the credentials for the next login: others, where they are made anew each time. */
  renewed(credentials: Credentials): Promise<Credentials>;
  /** Takes note that the server has answered in a session, by its cookie. */
  answered(cookie: string): void;
}

import { anyOf, type Clock, Deadline, orAborted, sleep } from "../clock.ts";
import { TimeoutError } from "../errors.ts";
import { cookieHeader } from "./cookies.ts";
import type { Credentials } from "./credentials.ts";
import type { LoginMemory } from "./login_memory.ts";
import type { ServiceRoot } from "./messages.ts";
import { isSame, type LoginSession, SharedLogin } from "./shared_login.ts";
import { sharedLogin } from "./shared_logins.ts";
import { authorization, type Send, WayIn } from "./way_in.ts";

/** Maximum seconds for a login of a client without a timeout. */
const LOGIN_SECONDS = 30;
/** Seconds between looks at whether another thread's login has come to an end. */
const LOOK_SECONDS = 0.05;

/** Parts of a {@linkcode Login}. */
interface LoginParts {
  readonly base: URL;
  readonly credentials: Credentials;
  /** Memory of logins over runs of the program, if any. */
  readonly logins: LoginMemory | undefined;
  readonly send: Send;
  readonly clock: Clock;
  /** Maximum seconds for a login; `null` for no limit. */
  readonly timeout: number | null;
  /** Aborted when the client has ended. */
  readonly ended: AbortSignal;
}

/**
 * Logs a user in, again and again as that is needed, and never again once the server has refused.
 */
export class Login {
  readonly #parts: LoginParts;
  readonly #shared: SharedLogin;
  /** Credentials of the last login. */
  #credentials: Credentials;
  #root: ServiceRoot | null = null;
  #hasEnded = false;

  constructor(parts: LoginParts) {
    this.#parts = parts;
    this.#credentials = parts.credentials;
    this.#shared = sharedLogin(parts.base.href, parts.credentials) ?? new SharedLogin();
    this.#shared.users++;
  }

  /** Takes note that its client has ended. */
  end(): void {
    if (!this.#hasEnded) this.#shared.users--;
    this.#hasEnded = true;
  }

  /** Session of the user; `null` before the first login. */
  get session(): LoginSession | null {
    return this.#shared.session;
  }

  /** Takes the service's root as a login has read it; once. */
  takeRoot(): ServiceRoot | null {
    const root = this.#root;
    this.#root = null;
    return root;
  }

  /** Header fields of a request in a session. */
  headers(session: LoginSession, { isSafe }: { isSafe: boolean }): Record<string, string> {
    const { cookie, csrf, isBare } = session;
    return {
      ...cookie !== null && cookieHeader(cookie),
      ...csrf && !isSafe && { [csrf.header]: csrf.token },
      ...isBare && authorization(this.#credentials),
    };
  }

  /** Takes over what an answer changes of the session that its request was sent in. */
  take(session: LoginSession, changes: Partial<LoginSession>): LoginSession {
    const changed = { ...session, ...changes };
    if (isSame(this.#shared.session, session)) this.#shared.session = changed;
    return changed;
  }

  /** Takes note that the server has answered in the session. */
  answered(): void {
    const cookie = this.#shared.session?.cookie ?? null;
    if (cookie !== null) this.#parts.logins?.answered(cookie);
  }

  /**
   * Takes note of a 401 in a session whose requests bring a password: each of them counts as a
   * login, so it is not sent again.
   */
  refused(session: LoginSession): void {
    if (!session.isBare || this.#credentials.token !== undefined) return;
    this.#shared.refuse();
    if (isSame(this.#shared.session, session)) this.#shared.session = null;
  }

  /**
   * Returns a session other than one that is over: that of another client, or a new one.
   *
   * @param mayLive Whether only its token for changes may be over: then it is the same session with
   * another token, if the server still knows it.
   *
   * @throws {LoginError} if the server refuses, or there is nothing to log in with.
   * @throws {ConnectionError} if the server can't be asked.
   */
  async renew(
    over: LoginSession | null,
    signal: AbortSignal,
    { mayLive = false }: { mayLive?: boolean } = {},
  ): Promise<LoginSession> {
    const shared = this.#shared;
    for (;;) {
      const { session } = shared;
      if (session && !isSame(session, over)) return session;
      if (!shared.pending) break;
      // Another client of this thread is at it.
      await orAborted(shared.pending, signal);
    }
    // Not by the caller's signal: a login that is given up halfway may have been refused.
    const login = this.#logInAlone(over, mayLive);
    shared.pending = login.then(() => {}, () => {}).finally(() => shared.pending = null);
    return await orAborted(login, signal);
  }

  /** Logs in as soon as no other thread does. */
  async #logInAlone(over: LoginSession | null, mayLive: boolean): Promise<LoginSession> {
    const { clock, ended } = this.#parts;
    const shared = this.#shared;
    // A thread that is blocked, or was ended, must not keep this one from its job.
    const patience = clock.now() + this.#limit / 4;
    while (!shared.begin()) {
      if (clock.now() >= patience) break;
      await sleep(clock, LOOK_SECONDS, ended);
    }
    try {
      const { session } = shared;
      if (session && !isSame(session, over)) return session;
      const begun = await this.#logInOnce(over, mayLive);
      shared.session = begun;
      this.answered();
      return begun;
    } finally {
      shared.end();
    }
  }

  /** Takes on a session that lasts, or logs in, unless an earlier run of the program was refused. */
  async #logInOnce(over: LoginSession | null, mayLive: boolean): Promise<LoginSession> {
    const { logins } = this.#parts;
    const kept = await this.#inTime((way) => way.takeOn(over, { mayLive }));
    if (kept) return kept;
    if (logins) this.#credentials = await logins.renewed(this.#credentials);
    const login = (): Promise<LoginSession> => this.#inTime((way) => way.logIn());
    return await (logins ? logins.logIn(this.#credentials, login) : login());
  }

  /** Maximum seconds for a login. */
  get #limit(): number {
    return Math.min(this.#parts.timeout ?? LOGIN_SECONDS, LOGIN_SECONDS);
  }

  /** Finds or begins a session, and gives the server as long for that as a login may take. */
  async #inTime<T extends LoginSession | null>(go: (way: WayIn) => Promise<T>): Promise<T> {
    const { base, send, clock, ended } = this.#parts;
    const credentials = this.#credentials;
    const isNew = credentials !== this.#parts.credentials;
    using late = new Deadline(clock, this.#limit, (seconds) => {
      return new TimeoutError(`No login within ${seconds} s`, "not sent", { command: "version" });
    });
    const signal = anyOf(late.signal, ended);
    const way = new WayIn({ base, credentials, isNew, send, shared: this.#shared, signal });
    const session = await go(way);
    if (session) this.#root = way.root;
    return session;
  }
}

import { type Clock, Deadline, orAborted, sleep } from "../clock.ts";
import { ConnectionError, LoginError, ProtocolError, TimeoutError } from "../errors.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";
import type { LoginMemory } from "./login_memory.ts";
import { type ServiceRoot, serviceRoot } from "./messages.ts";
import { trouble } from "./refusals.ts";
import { type LoginSession, SharedLogin, sharedLogin } from "./shared_login.ts";

/** Name of the cookie of a session. */
const COOKIE = "JSESSIONID";
/** Path of the page with the form. */
const FORM = "system/login.html";
/** Maximum seconds for a login of a client without a timeout. */
const LOGIN_SECONDS = 30;
/** Seconds between looks at whether another thread's login has come to an end. */
const LOOK_SECONDS = 0.05;
/** Maximum logins without an answer of credentials that were never accepted: a third would lock. */
const MOST_UNANSWERED = 2;

/** Function that sends a request to the server. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

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
 *
 * A password is sent once for each login, by whichever way the server offers: with its form or,
 * where it has none, with HTTP Basic.
 */
export class Login {
  readonly #parts: LoginParts;
  readonly #shared: SharedLogin;
  /** Credentials of the last login. */
  #credentials: Credentials;
  #root: ServiceRoot | null = null;

  constructor(parts: LoginParts) {
    this.#parts = parts;
    this.#credentials = parts.credentials;
    this.#shared = sharedLogin(parts.base.href, parts.credentials) ?? new SharedLogin();
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
      ...cookie !== null && { Cookie: `${COOKIE}=${cookie}` },
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
   * Returns a session other than one that is over: that of another client, or a new one.
   *
   * @throws {LoginError} if the server refuses, or there is nothing to log in with.
   * @throws {ConnectionError} if the server can't be asked.
   */
  async renew(over: LoginSession | null, signal: AbortSignal): Promise<LoginSession> {
    const shared = this.#shared;
    for (;;) {
      const { session } = shared;
      if (session && !isSame(session, over)) return session;
      if (!shared.pending) break;
      // Another client of this thread is at it.
      await orAborted(shared.pending, signal);
    }
    // Not by the caller's signal: a login that is given up halfway may have been refused.
    const login = this.#logInAlone(over);
    shared.pending = login.then(() => {}, () => {}).finally(() => shared.pending = null);
    return await orAborted(login, signal);
  }

  /** Logs in as soon as no other thread does. */
  async #logInAlone(over: LoginSession | null): Promise<LoginSession> {
    const { clock, timeout, ended } = this.#parts;
    const shared = this.#shared;
    const limit = Math.min(timeout ?? LOGIN_SECONDS, LOGIN_SECONDS);
    using late = new Deadline(clock, limit, (seconds) => {
      return new TimeoutError(`No login within ${seconds} s`, "not sent");
    });
    const signal = AbortSignal.any([late.signal, ended]);
    // A thread that is blocked, or was ended, must not keep this one from its job.
    const patience = clock.now() + limit / 4;
    while (!shared.begin()) {
      if (clock.now() >= patience) break;
      await sleep(clock, LOOK_SECONDS, signal);
    }
    try {
      const { session } = shared;
      if (session && !isSame(session, over)) return session;
      const begun = await this.#logInOnce(over, signal);
      shared.accept();
      shared.session = begun;
      this.answered();
      return begun;
    } finally {
      shared.end();
    }
  }

  /** Logs in, unless an earlier run of the program was refused. */
  async #logInOnce(over: LoginSession | null, signal: AbortSignal): Promise<LoginSession> {
    const { logins } = this.#parts;
    const login = (): Promise<LoginSession> => this.#logIn(over, signal);
    if (!logins) return await login();
    this.#credentials = await logins.renewed(this.#credentials);
    return await logins.logIn(this.#credentials, login);
  }

  async #logIn(over: LoginSession | null, signal: AbortSignal): Promise<LoginSession> {
    const { base } = this.#parts;
    const credentials = this.#credentials;
    const { user, password, token, session } = credentials;
    const kept = session !== undefined && over === null
      ? await this.#byCookie(session, signal)
      : null;
    if (kept) return kept;
    const isNew = credentials !== this.#parts.credentials;
    if (this.#shared.isRefused && !isNew) throw refused(base, credentials);
    if (token !== undefined) return await this.#byToken(signal);
    if (user !== undefined && password !== undefined) {
      return await this.#byForm(signal) ?? await this.#byHeader(signal);
    }
    if (session !== undefined) {
      throw new LoginError(`The session at ${base.href} is over: log in again`, "over");
    }
    throw new LoginError(
      `${base.href} needs a login: a user and a password, or a token`,
      "missing",
    );
  }

  /** Takes on a session that was kept; `null` if it is over. */
  async #byCookie(cookie: string, signal: AbortSignal): Promise<LoginSession | null> {
    const answer = await this.#getRoot(cookieHeader(cookie), signal);
    if (answer.status === 401 || isSentBack(answer)) return null;
    return this.#session(answer, cookieOf(answer) ?? cookie);
  }

  /** Logs in with the server's form; `null` if it has none. */
  async #byForm(signal: AbortSignal): Promise<LoginSession | null> {
    for (let attempt = 1;; attempt++) {
      const page = await this.#get(FORM, {}, signal);
      const token = page.status === 200 ? csrfField(page.text) : null;
      if (token === null) return null;
      const answer = await this.#sendForm(token, cookieOf(page), signal);
      const { status } = answer;
      if (status === 401 || isSentBack(answer)) throw this.#refuse();
      if (status === 404 || status === 405) return null;
      // The session of the form was lost: the password was not looked at.
      if (status === 403 && attempt === 1) continue;
      if (status >= 400) throw trouble("login", answer);
      return await this.#begun(cookieOf(answer) ?? cookieOf(page), signal);
    }
  }

  async #sendForm(csrf: string, cookie: string | null, signal: AbortSignal): Promise<HttpAnswer> {
    const { base, send } = this.#parts;
    const { user = "", password = "" } = this.#credentials;
    const form = new URLSearchParams({
      _csrf: csrf,
      username: user,
      password,
      submit: "submit",
    });
    const headers = {
      Accept: "*/*",
      "Content-Type": "application/x-www-form-urlencoded",
      ...cookie !== null && { Cookie: `${COOKIE}=${cookie}` },
    };
    const url = new URL("system/perform_login", base);
    const request = { method: "POST", url, headers, body: form.toString() };
    return await this.#counted(() => send(request, signal));
  }

  /** Logs in with HTTP Basic. */
  async #byHeader(signal: AbortSignal): Promise<LoginSession> {
    const credentials = this.#credentials;
    const answer = await this.#counted(() => this.#getRoot(authorization(credentials), signal));
    if (answer.status === 401) throw this.#refuseUnlessUnknown("Basic", answer);
    return await this.#fromHeader(answer, signal);
  }

  /** Logs in with a bearer token. */
  async #byToken(signal: AbortSignal): Promise<LoginSession> {
    const credentials = this.#credentials;
    const page = await this.#get(FORM, authorization(credentials), signal);
    if (page.status === 401) throw this.#refuseUnlessUnknown("Bearer", page);
    const cookie = cookieOf(page);
    const answer = cookie === null ? null : await this.#getRoot(cookieHeader(cookie), signal);
    if (answer?.status === 200) return this.#session(answer, cookie);
    const direct = await this.#getRoot(authorization(credentials), signal);
    if (direct.status === 401) throw this.#refuseUnlessUnknown("Bearer", direct);
    return await this.#fromHeader(direct, signal);
  }

  /** Returns the session that a request with an authorization began, if it has begun one. */
  async #fromHeader(answer: HttpAnswer, signal: AbortSignal): Promise<LoginSession> {
    const cookie = cookieOf(answer);
    const bare = this.#session(answer, cookie, { isBare: true });
    if (cookie === null) return bare;
    const again = await this.#getRoot(cookieHeader(cookie), signal);
    return again.status === 401 ? bare : this.#session(again, cookieOf(again) ?? cookie);
  }

  /** Returns the session that a form began. */
  async #begun(cookie: string | null, signal: AbortSignal): Promise<LoginSession> {
    const answer = await this.#getRoot(cookie === null ? {} : cookieHeader(cookie), signal);
    if (answer.status === 401) {
      throw new ProtocolError("The server logged the user in, and forgot it at once");
    }
    return this.#session(answer, cookieOf(answer) ?? cookie);
  }

  #session(answer: HttpAnswer, cookie: string | null, { isBare = false } = {}): LoginSession {
    if (answer.status !== 200) throw trouble("version", answer);
    this.#root = serviceRoot(parseJson(answer.text), "version");
    return { cookie, csrf: this.#root.csrf, isBare };
  }

  #getRoot(headers: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#get("srv/spalloc/", headers, signal);
  }

  async #get(
    path: string,
    more: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { base, send } = this.#parts;
    // The form is a page, and of that there is no JSON.
    const headers = { Accept: path === FORM ? "*/*" : "application/json", ...more };
    const answer = await send({ method: "GET", url: new URL(path, base), headers }, signal);
    if (answer.status >= 500) throw trouble("login", answer);
    return answer;
  }

  /** Sends a password, unless too many answers to it were lost. */
  async #counted(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const shared = this.#shared;
    if (!shared.wasAccepted && shared.unanswered >= MOST_UNANSWERED) {
      throw new LoginError(
        `The server at ${this.#parts.base.href} lost ${MOST_UNANSWERED} logins. They may have been ` +
          "refused, and one more could lock the account",
        "lost",
      );
    }
    shared.countUnanswered(1);
    const answer = await send().catch((error) => {
      const isSent = !(error instanceof ConnectionError) || error.outcome === "unknown";
      if (!isSent) shared.countUnanswered(-1);
      throw error;
    });
    if (answer.status < 500) shared.countUnanswered(-1);
    return answer;
  }

  /** Returns the error of refused credentials, or of a server that does not take such. */
  #refuseUnlessUnknown(scheme: "Basic" | "Bearer", { headers }: HttpAnswer): LoginError {
    const ways = headers.get("WWW-Authenticate") ?? "";
    if (ways.toLowerCase().includes(scheme.toLowerCase())) return this.#refuse();
    const [given, instead] = scheme === "Basic"
      ? ["passwords", "a token"]
      : ["tokens", "a password"];
    const message = `The server at ${this.#parts.base.href} takes no ${given}: use ${instead}`;
    return new LoginError(message, "refused");
  }

  #refuse(): LoginError {
    this.#shared.refuse();
    return refused(this.#parts.base, this.#credentials);
  }
}

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

/** Whether a redirect leads to the form: nobody is logged in. */
export function isSentBack({ status, headers }: HttpAnswer): boolean {
  return status >= 300 && status < 400 &&
    /\/login(?:\.html)?(?:[?#;]|$)/.test(headers.get("Location") ?? "");
}

function cookieHeader(cookie: string): Record<string, string> {
  return { Cookie: `${COOKIE}=${cookie}` };
}

function authorization({ user, password, token }: Credentials): Record<string, string> {
  if (token !== undefined) return { Authorization: `Bearer ${token}` };
  const pair = new TextEncoder().encode(`${user}:${password}`).toBase64();
  return { Authorization: `Basic ${pair}` };
}

/** Returns the value of the form's hidden field. */
function csrfField(page: string): string | null {
  for (const [input] of page.matchAll(/<input\b[^>]*>/gi)) {
    if (attribute(input, "name") === "_csrf") return attribute(input, "value");
  }
  return null;
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>/]+))`, "i").exec(
    tag,
  );
  return found ? found[1] ?? found[2] ?? found[3] ?? null : null;
}

/** Whether two are the same session; its token for changes is another text each time. */
function isSame(one: LoginSession | null, other: LoginSession | null): boolean {
  return one?.cookie === other?.cookie && one?.isBare === other?.isBare;
}

function refused({ href }: URL, { token, user }: Credentials): LoginError {
  const message = token === undefined
    ? `The server at ${href} refused the password of ${user}, or the account is locked: three ` +
      "wrong passwords lock it for a day. It is not sent again"
    : `The server at ${href} refused the token: it may have expired. It is not sent again`;
  return new LoginError(message, "refused");
}

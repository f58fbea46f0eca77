import { ConnectionError, LoginError, ProtocolError } from "../errors.ts";
import { isSentBack, namesItself, NO_RIGHT, parseJson } from "./answers.ts";
import { cookieHeader, cookieOf } from "./cookies.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";
import { csrfField } from "./login_form.ts";
import { type ServiceRoot, serviceRoot } from "./messages.ts";
import { elsewhere, trouble } from "./refusals.ts";
import type { LoginSession, SharedLogin } from "./shared_login.ts";

/** Path of the page with the form. */
const FORM = "system/login.html";
/** Maximum logins without an answer of credentials that were never accepted: a third would lock. */
const MOST_UNANSWERED = 2;

/** Function that sends a request to the server. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Parts of a {@linkcode WayIn}. */
interface WayParts {
  readonly base: URL;
  readonly credentials: Credentials;
  /** Whether these are other credentials than those that may have been refused. */
  readonly isNew: boolean;
  readonly send: Send;
  readonly shared: SharedLogin;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/**
 * One login, by whichever way the credentials are for and the server offers. A password is sent
 * once: with the form or, where there is none, with HTTP Basic.
 */
export class WayIn {
  readonly #parts: WayParts;
  #root: ServiceRoot | null = null;

  constructor(parts: WayParts) {
    this.#parts = parts;
  }

  /** Service's root, as the login has read it. */
  get root(): ServiceRoot | null {
    return this.#root;
  }

  /**
   * Takes on a session that was kept or, if only its token for changes may be over, the last one;
   * `null` if there is none that lasts.
   *
   * @throws {ConnectionError} if the server can't be asked.
   */
  async takeOn(
    over: LoginSession | null,
    { mayLive }: { mayLive: boolean },
  ): Promise<LoginSession | null> {
    const { session = null } = this.#parts.credentials;
    const cookie = over === null ? session : mayLive && !over.isBare ? over.cookie : null;
    return cookie === null ? null : await this.#byCookie(cookie);
  }

  /**
   * Logs in.
   *
   * @throws {LoginError} if the server refuses, or there is nothing to log in with.
   * @throws {ConnectionError} if the server can't be asked.
   */
  async logIn(): Promise<LoginSession> {
    const { base, credentials } = this.#parts;
    const { user, password, token, session } = credentials;
    if (this.#parts.shared.isRefused && !this.#parts.isNew) throw refused(base, credentials);
    if (token !== undefined) return await this.#byToken();
    if (user !== undefined && password !== undefined) {
      const begun = await this.#byForm() ?? await this.#byHeader();
      this.#parts.shared.accept();
      return begun;
    }
    if (session !== undefined) {
      throw new LoginError(`The session at ${base.href} is over`, "over");
    }
    throw new LoginError(
      `${base.href} needs a login: a user and a password, or a token`,
      "missing",
    );
  }

  /** Takes on a session that was kept; `null` if it is over. */
  async #byCookie(cookie: string): Promise<LoginSession | null> {
    const answer = await this.#getRoot(cookieHeader(cookie));
    if (answer.status === 401 || isSentBack(answer)) return null;
    return this.#session(answer, cookieOf(answer) ?? cookie);
  }

  /** Logs in with the server's form; `null` if it has none. */
  async #byForm(): Promise<LoginSession | null> {
    for (let attempt = 1;; attempt++) {
      const page = await this.#get(FORM, {});
      // A server refuses strangers everywhere, but for its form. A password is not looked at there.
      if (namesItself(page)) throw elsewhere(this.#parts.base.href);
      const token = page.status === 200 ? csrfField(page.text) : null;
      if (token === null) return null;
      const answer = await this.#sendForm(token, cookieOf(page));
      const { status } = answer;
      // The session of the form was lost: the password was not looked at.
      if (isFormLost(answer) && attempt === 1) continue;
      if (status === 401 || isSentBack(answer)) throw this.#refuse();
      if (status === 404 || status === 405) return null;
      if (status >= 400) throw trouble("login", answer);
      return await this.#begun(cookieOf(answer) ?? cookieOf(page));
    }
  }

  async #sendForm(csrf: string, cookie: string | null): Promise<HttpAnswer> {
    const { base, credentials, send, signal } = this.#parts;
    const { user = "", password = "" } = credentials;
    const form = new URLSearchParams({
      _csrf: csrf,
      username: user,
      password,
      submit: "submit",
    });
    const headers = {
      Accept: "*/*",
      "Content-Type": "application/x-www-form-urlencoded",
      ...cookie !== null && cookieHeader(cookie),
    };
    const url = new URL("system/perform_login", base);
    const request = { method: "POST", url, headers, body: form.toString() };
    return await this.#counted(() => send(request, signal));
  }

  /** Logs in with HTTP Basic. */
  async #byHeader(): Promise<LoginSession> {
    const { credentials } = this.#parts;
    const answer = await this.#counted(() => this.#getRoot(authorization(credentials)));
    if (answer.status === 401) throw this.#refuseUnlessUnknown("Basic", answer);
    return await this.#fromHeader(answer);
  }

  /** Logs in with a bearer token. */
  async #byToken(): Promise<LoginSession> {
    const { credentials } = this.#parts;
    const page = await this.#get(FORM, authorization(credentials));
    if (page.status === 401) {
      if (namesItself(await this.#get(FORM, {}))) throw elsewhere(this.#parts.base.href);
      throw this.#refuseUnlessUnknown("Bearer", page);
    }
    const cookie = cookieOf(page);
    const answer = cookie === null ? null : await this.#getRoot(cookieHeader(cookie));
    if (answer?.status === 200) return this.#session(answer, cookie);
    const direct = await this.#getRoot(authorization(credentials));
    if (direct.status === 401) throw this.#refuseUnlessUnknown("Bearer", direct);
    return await this.#fromHeader(direct);
  }

  /** Returns the session that a request with an authorization began, if it has begun one. */
  async #fromHeader(answer: HttpAnswer): Promise<LoginSession> {
    const cookie = cookieOf(answer);
    const bare = this.#session(answer, cookie, { isBare: true });
    if (cookie === null) return bare;
    const again = await this.#getRoot(cookieHeader(cookie));
    return again.status === 401 ? bare : this.#session(again, cookieOf(again) ?? cookie);
  }

  /** Returns the session that a form began. */
  async #begun(cookie: string | null): Promise<LoginSession> {
    const answer = await this.#getRoot(cookie === null ? {} : cookieHeader(cookie));
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

  #getRoot(headers: Record<string, string>): Promise<HttpAnswer> {
    return this.#get("srv/spalloc/", headers);
  }

  async #get(
    path: string,
    more: Record<string, string>,
  ): Promise<HttpAnswer> {
    const { base, send, signal } = this.#parts;
    // The form is a page, and of that there is no JSON.
    const headers = { Accept: path === FORM ? "*/*" : "application/json", ...more };
    const request = { method: "GET", url: new URL(path, base), headers };
    const answer = await send(request, signal);
    if (answer.status >= 500) throw trouble("login", answer);
    return answer;
  }

  /** Sends a password, unless too many answers to it were lost. */
  async #counted(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const { shared, signal } = this.#parts;
    if (!shared.wasAccepted && shared.unanswered >= MOST_UNANSWERED) {
      throw new LoginError(
        `The server at ${this.#parts.base.href} lost ${MOST_UNANSWERED} logins. They may have been ` +
          "refused, and one more could lock the account",
        "lost",
      );
    }
    shared.countUnanswered(1);
    const answer = await send().catch((error) => {
      const isSent = signal.aborted || !(error instanceof ConnectionError) ||
        error.outcome === "unknown";
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
    // It may have been looked at all the same: a proxy can have dropped what the server says.
    if (scheme === "Basic") this.#parts.shared.refuse();
    const [given, instead] = scheme === "Basic"
      ? ["passwords", "a token"]
      : ["tokens", "a password"];
    const message = `The server at ${this.#parts.base.href} takes no ${given}: use ${instead}`;
    return new LoginError(message, "refused");
  }

  #refuse(): LoginError {
    this.#parts.shared.refuse();
    return refused(this.#parts.base, this.#parts.credentials);
  }
}

/**
 * Whether an answer to the form says that its session is not known. A server that asks for a login
 * has looked at no password; one that refuses a password does not ask.
 */
function isFormLost({ status, headers, text }: HttpAnswer): boolean {
  if (status === 403) return true;
  return status === 401 && headers.has("WWW-Authenticate") && !text.includes(NO_RIGHT);
}

/** Returns the header field of credentials. */
export function authorization({ user, password, token }: Credentials): Record<string, string> {
  if (token !== undefined) return { Authorization: `Bearer ${token}` };
  const pair = new TextEncoder().encode(`${user}:${password}`).toBase64();
  return { Authorization: `Basic ${pair}` };
}

function refused({ href }: URL, { token, user }: Credentials): LoginError {
  const message = token === undefined
    ? `The server at ${href} refused the password of ${user}, or the account is locked: three ` +
      "wrong passwords lock it for a day. Try again with another: this one is not sent again"
    : `The server at ${href} refused the token: it may have expired. It is not sent again`;
  return new LoginError(message, "refused");
}

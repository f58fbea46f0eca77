import { anyOf, type Clock, Deadline, orAborted } from "../clock.ts";
import { ConnectionError, ProtocolError, TimeoutError } from "../errors.ts";
import type { CallOptions } from "../protocol/connection.ts";
import type { Notification } from "../protocol/messages.ts";
import { notSent } from "../protocol/not_sent.ts";
import type { NotificationFeeds } from "../protocol/notifications.ts";
import type { Shape } from "../protocol/shape.ts";
import { ClientLife } from "./client_life.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpAnswer, HttpSender } from "./http.ts";
import { isSentBack, NO_RIGHT, parseJson } from "./answers.ts";
import { cookieOf } from "./cookies.ts";
import { Login } from "./login.ts";
import type { LoginMemory } from "./login_memory.ts";
import { type ServiceRoot, serviceRoot } from "./messages.ts";
import { openSocket, type ProxySocket } from "./proxy/socket.ts";
import { trouble } from "./refusals.ts";
import { isSame, type LoginSession } from "./shared_login.ts";
import type { ApiRequest, ApiTalk } from "./talk.ts";

/** Parts of an {@linkcode ApiConversation}. */
interface ConversationParts {
  readonly base: URL;
  readonly credentials: Credentials;
  /** Memory of logins over runs of the program, if any. */
  readonly logins: LoginMemory | undefined;
  readonly sender: HttpSender;
  /** Further certificates to trust, in PEM. */
  readonly ca: string | undefined;
  readonly feeds: NotificationFeeds;
  readonly clock: Clock;
  /** Maximum seconds for a call; `null` for no limit. */
  readonly timeout: number | null;
}

/** Requests of a client of the HTTP API, logged in, until the first that goes wrong. */
export class ApiConversation implements ApiTalk {
  readonly base: URL;
  readonly clock: Clock;
  readonly timeout: number | null;
  /** Life of the client. */
  readonly life: ClientLife;
  readonly #parts: ConversationParts;
  readonly #login: Login;
  #changes = 0;
  #timeAhead: number | null = null;

  constructor(parts: ConversationParts) {
    const { base, credentials, logins, sender, clock, timeout } = parts;
    this.base = base;
    this.clock = clock;
    this.timeout = timeout;
    this.life = new ClientLife(clock, () => {
      sender.close();
      this.#login.end();
    });
    this.#parts = parts;
    this.#login = new Login({
      base,
      credentials,
      logins,
      send: (request, signal) => sender.send(request, signal),
      clock,
      timeout,
      ended: this.life.gaveUp,
    });
  }

  get changes(): number {
    return this.#changes;
  }

  get ended(): AbortSignal {
    return this.life.ended;
  }

  /** Session of the user; `null` before the first request. */
  get session(): LoginSession | null {
    return this.#login.session;
  }

  /**
   * Opens a websocket in the user's session. One that fails does not end the client.
   *
   * @throws {ConnectionError} if the server does not open it.
   */
  async openSocket(path: string, { timeout, signal }: CallOptions): Promise<ProxySocket> {
    const { clock, ca } = this.#parts;
    const { session } = this.#login;
    const url = new URL(path, this.base);
    // Links say wss: even where that is not so.
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    using late = new Deadline(clock, timeout === undefined ? this.timeout : timeout, (seconds) => {
      return new TimeoutError(`No websocket to ${url.host} within ${seconds} s`, "not sent");
    });
    return await openSocket(url, {
      headers: session ? this.#login.headers(session, { isSafe: true }) : {},
      ca,
      signal: anyOf(signal, late.signal, this.life.gaveUp),
    });
  }

  get serverTime(): number | null {
    return this.#timeAhead === null ? null : this.clock.now() + this.#timeAhead;
  }

  tell(changes: Notification): void {
    this.#parts.feeds.tell(changes);
  }

  ask<T>(
    command: string,
    request: ApiRequest,
    shape: Shape<T>,
    options: CallOptions = {},
  ): Promise<T> {
    return this.together(command, options, async ({ signal }) => {
      const answer = await this.#exchange(command, request, anyOf(signal));
      return shape(valueOf(answer, request), command);
    });
  }

  async together<T>(
    command: string,
    options: CallOptions = {},
    ask: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const { timeout = this.timeout, signal } = options;
    signal?.throwIfAborted();
    this.life.throwIfEnded();
    using late = new Deadline(this.clock, timeout, (seconds) => {
      return new TimeoutError(`No answer to ${command} within ${seconds} s`, "unknown", {
        command,
      });
    });
    const until = anyOf(signal, late.signal);
    try {
      return await this.life.during(orAborted(ask({ timeout: null, signal: until }), until));
    } catch (error) {
      // Who gives up a call has no quarrel with the client.
      if (error instanceof ConnectionError && !signal?.aborted) this.life.end(error);
      throw error;
    }
  }

  /**
   * Reads the service's root: that of the login, if this is the first request. The login has a time
   * limit of its own: waiting for the logins of other processes does not count.
   */
  readRoot(options: CallOptions = {}): Promise<ServiceRoot> {
    return this.together("version", { timeout: null, ...options }, async ({ signal }) => {
      if (this.#login.session === null) await this.#renew(null, anyOf(signal, this.life.gaveUp));
      const fresh = this.#login.takeRoot();
      if (fresh) return fresh;
      return await this.ask("version", { path: "" }, serviceRoot, options);
    });
  }

  /** Sends a request, and once more after a new login where the session was over. */
  async #exchange(
    command: string,
    request: ApiRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const until = anyOf(signal, this.life.gaveUp);
    const { method = "GET" } = request;
    const isSafe = method === "GET";
    if (!isSafe) this.#changes++;
    let over: LoginSession | null = null;
    let mayLive = false;
    let isAskedAgain = false;
    for (;;) {
      const session: LoginSession = over === null && this.#login.session ||
        await this.#renew(over, until, { mayLive });
      const answer = await this.#send(request, { session, method, isSafe, until });
      if (!isOver(answer, isSafe)) {
        if (answer.status < 400) this.#login.answered();
        return this.#judged(command, request, answer);
      }
      if (request.accept === "text/html") {
        const isOnlyPage = isAskedAgain || !await this.#renewed(command, session, signal);
        if (isOnlyPage) return this.#judged(command, request, answer);
        isAskedAgain = true;
        continue;
      }
      if (answer.status === 401) this.#login.refused(session);
      if (over !== null && !mayLive) {
        if (answer.status === 403) return this.#judged(command, request, answer);
        // A login of this moment that does not hold: nothing was done.
        throw new ConnectionError("The server forgets at once who is logged in", "not sent");
      }
      // At first, it may be the token alone.
      mayLive = over === null && answer.status === 403;
      over = session;
    }
  }

  /**
   * Whether a session was over, and there is another now. A page does not tell: it may be one that
   * is not for users of the API.
   */
  async #renewed(command: string, session: LoginSession, signal: AbortSignal): Promise<boolean> {
    await this.#exchange(command, { path: "" }, signal);
    return !isSame(this.#login.session, session);
  }

  /** Logs in again; what was to be asked is not sent where that fails. */
  #renew(
    over: LoginSession | null,
    signal: AbortSignal,
    options?: { mayLive: boolean },
  ): Promise<LoginSession> {
    return this.#login.renew(over, signal, options).catch((error) => {
      throw notSent(error);
    });
  }

  async #send(
    { path, query = {}, json, text, accept = "application/json" }: ApiRequest,
    { session, method, isSafe, until }: {
      session: LoginSession;
      method: string;
      isSafe: boolean;
      until: AbortSignal;
    },
  ): Promise<HttpAnswer> {
    const url = new URL(accept === "text/html" ? path : `srv/spalloc/${path}`, this.base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const body = json === undefined ? text : JSON.stringify(json);
    const type = json === undefined ? "text/plain" : "application/json";
    const headers = {
      Accept: accept,
      ...body !== undefined && { "Content-Type": type },
      ...this.#login.headers(session, { isSafe }),
    };
    const answer = await this.#parts.sender.send({ method, url, headers, body }, until);
    const cookie = cookieOf(answer);
    // A session of nobody that comes with a refusal, or on the way to the form, is no use.
    if (cookie !== null && answer.status < 300) this.#login.take(session, { cookie });
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date)) this.#timeAhead = date / 1000 - this.clock.now();
    return answer;
  }

  #judged(command: string, { refusal }: ApiRequest, answer: HttpAnswer): HttpAnswer {
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    throw refusal?.(answer) ?? trouble(command, answer);
  }
}

/**
 * Whether the session of a request is over, or its token for changes, which is looked at first: so
 * nothing was done then. The server answers with a 401; with the way to the form where it was asked
 * for a text or a page; with a 403 if only the token is no longer good.
 */
function isOver(answer: HttpAnswer, isSafe: boolean): boolean {
  const { status, text } = answer;
  if (status === 401 || isSentBack(answer)) return true;
  return status === 403 && !isSafe && !text.includes(NO_RIGHT);
}

/** Returns the value of an answer: of JSON, a text, or `null` for nothing. */
function valueOf({ status, headers, text }: HttpAnswer, { accept }: ApiRequest): unknown {
  if (accept === "text/html") return text;
  if (status === 204 || text === "") return null;
  const type = headers.get("Content-Type") ?? "";
  if (/json/i.test(type)) return parseJson(text);
  if (/^text\/plain/i.test(type)) return text;
  throw new ProtocolError(`The server sent ${type || "something without a type"} for an answer`);
}

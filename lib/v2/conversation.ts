import { anyOf, type Clock, Deadline, orAborted } from "../clock.ts";
import { ConnectionError, ProtocolError, TimeoutError } from "../errors.ts";
import type { CallOptions } from "../protocol/connection.ts";
import type { Notification } from "../protocol/messages.ts";
import { notSent } from "../protocol/not_sent.ts";
import type { NotificationFeeds } from "../protocol/notifications.ts";
import type { Shape } from "../protocol/shape.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpAnswer, HttpSender } from "./http.ts";
import { isSentBack, parseJson } from "./answers.ts";
import { cookieOf } from "./cookies.ts";
import { Login } from "./login.ts";
import type { LoginMemory } from "./login_memory.ts";
import { type ServiceRoot, serviceRoot } from "./messages.ts";
import { openSocket, type ProxySocket } from "./proxy/socket.ts";
import { trouble } from "./refusals.ts";
import type { LoginSession } from "./shared_login.ts";
import type { ApiRequest, ApiTalk } from "./talk.ts";

/** Seconds for calls under way when a client is closed. */
const CLOSE_SECONDS = 1;
/** Words of a refusal that no login helps against. */
const NO_RIGHT = "computer says no";

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

/**
 * Requests of a client of the HTTP API, logged in, until the first that goes wrong: that ends the
 * client, as the end of a connection does on other kinds of servers.
 */
export class ApiConversation implements ApiTalk {
  readonly base: URL;
  readonly clock: Clock;
  readonly #parts: ConversationParts;
  readonly #login: Login;
  /** Aborted when no more calls can be made. */
  readonly #ended = new AbortController();
  /** Aborted when those under way have to stop as well. */
  readonly #gaveUp = new AbortController();
  readonly #closed = Promise.withResolvers<ConnectionError | null>();
  readonly #calls = new Set<Promise<unknown>>();
  #isOpen = true;
  #changes = 0;
  #timeAhead: number | null = null;

  constructor(parts: ConversationParts) {
    const { base, credentials, logins, sender, clock, timeout } = parts;
    this.base = base;
    this.clock = clock;
    this.#parts = parts;
    this.#login = new Login({
      base,
      credentials,
      logins,
      send: (request, signal) => sender.send(request, signal),
      clock,
      timeout,
      ended: this.#gaveUp.signal,
    });
  }

  /** Whether calls can be made. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Settles with the error that ended the client, or `null` after `close`. */
  get closed(): Promise<ConnectionError | null> {
    return this.#closed.promise;
  }

  get changes(): number {
    return this.#changes;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
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
    const { clock, ca, timeout: usual } = this.#parts;
    const { session } = this.#login;
    const url = new URL(path, this.base);
    // Links say wss: even where that is not so.
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    using late = new Deadline(clock, timeout === undefined ? usual : timeout, (seconds) => {
      return new TimeoutError(`No websocket to ${url.host} within ${seconds} s`, "not sent");
    });
    return await openSocket(url, {
      headers: session ? this.#login.headers(session, { isSafe: true }) : {},
      ca,
      signal: anyOf(signal, late.signal, this.#gaveUp.signal),
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
    const { timeout = this.#parts.timeout, signal } = options;
    signal?.throwIfAborted();
    if (!this.#isOpen) throw this.#ending("not sent");
    using late = new Deadline(this.clock, timeout, (seconds) => {
      return new TimeoutError(`No answer to ${command} within ${seconds} s`, "unknown", {
        command,
      });
    });
    const until = anyOf(signal, late.signal);
    const call = orAborted(ask({ timeout: null, signal: until }), until);
    this.#calls.add(call);
    try {
      return await call;
    } catch (error) {
      // Who gives up a call has no quarrel with the client.
      if (error instanceof ConnectionError && !signal?.aborted) this.end(error);
      throw error;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Reads the service's root: that of the login, if this is the first request. */
  readRoot(options: CallOptions = {}): Promise<ServiceRoot> {
    return this.together("version", options, async (options) => {
      const { signal } = options;
      if (this.#login.session === null) await this.#renew(null, anyOf(signal, this.#gaveUp.signal));
      const fresh = this.#login.takeRoot();
      if (fresh) return fresh;
      return await this.ask("version", { path: "" }, serviceRoot, options);
    });
  }

  /** Ends the client once its calls are through, or a second is over. */
  async close(): Promise<void> {
    if (!this.#isOpen) return void await this.#closed.promise;
    this.#isOpen = false;
    const reason = new ConnectionError("The client was closed", "not sent");
    this.#ended.abort(reason);
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(CLOSE_SECONDS, resolve);
    await Promise.race([Promise.allSettled(this.#calls), promise]);
    cancel();
    this.#finish(reason, null);
  }

  /** Ends the client: no more calls can be made, but those under way go on. */
  end(error: ConnectionError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#failure = error;
    this.#ended.abort(error);
    this.#closed.resolve(error);
    Promise.allSettled(this.#calls).then(() => this.#parts.sender.close());
  }

  /** Ends the client at once, and all calls under way. */
  abort(error: ConnectionError): void {
    const reason =
      this.#calls.size > 0 || error.outcome === "not sent" || error.code !== "connection"
        ? error
        : new ConnectionError(error.message, "not sent", { cause: error.cause });
    this.#finish(error, reason);
  }

  #failure: ConnectionError | null = null;

  #finish(error: ConnectionError, reason: ConnectionError | null): void {
    this.#isOpen = false;
    this.#failure ??= error;
    this.#ended.abort(error);
    this.#gaveUp.abort(new ConnectionError(error.message, "unknown", { cause: error }));
    this.#closed.resolve(reason);
    this.#parts.sender.close();
  }

  /** Sends a request, and once more after a new login where the session was over. */
  async #exchange(
    command: string,
    request: ApiRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const until = anyOf(signal, this.#gaveUp.signal);
    const { method = "GET" } = request;
    const isSafe = method === "GET";
    if (!isSafe) this.#changes++;
    let over: LoginSession | null = null;
    for (;;) {
      const session: LoginSession = over === null && this.#login.session ||
        await this.#renew(over, until);
      const answer = await this.#send(request, { session, method, isSafe, until });
      if (!isOver(answer, isSafe)) {
        if (answer.status < 400) this.#login.answered();
        return this.#judged(command, request, answer);
      }
      if (over !== null) {
        if (answer.status === 403) return this.#judged(command, request, answer);
        // A login of this moment that does not hold: nothing was done.
        throw new ConnectionError("The server forgets at once who is logged in", "not sent");
      }
      over = session;
    }
  }

  /** Logs in again; what was to be asked is not sent where that fails. */
  #renew(over: LoginSession | null, signal: AbortSignal): Promise<LoginSession> {
    return this.#login.renew(over, signal).catch((error) => {
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
    // A session of nobody that comes with a refusal is no use.
    if (cookie !== null && answer.status < 400) this.#login.take(session, { cookie });
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date)) this.#timeAhead = date / 1000 - this.clock.now();
    return answer;
  }

  #judged(command: string, { refusal }: ApiRequest, answer: HttpAnswer): HttpAnswer {
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    throw refusal?.(answer) ?? trouble(command, answer);
  }

  #ending(outcome: "not sent" | "unknown"): ConnectionError {
    const message = this.#failure?.message ?? "The client was closed";
    return new ConnectionError(message, outcome, this.#failure ? { cause: this.#failure } : {});
  }
}

/**
 * Whether the session of a request is over. It shows in changes by the token for them, which is
 * looked at first, so nothing was done then.
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

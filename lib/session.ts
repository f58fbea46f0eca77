import { type Clock, orAborted, systemClock } from "./clock.ts";
import { ConnectionError, ProtocolError } from "./errors.ts";
import {
  connect,
  DEFAULT_RECONNECT_DELAY,
  DEFAULT_TIMEOUT,
  type ServerOptions,
  SHORTEST_DELAY,
} from "./connect.ts";
import { checkServerOptions } from "./protocol/check_server_options.ts";
import type { Server } from "./server.ts";
import type { ServerKind } from "./protocol/servers/server_kind.ts";
import type { SessionEvents } from "./session/events.ts";
import { Reconnection } from "./session/reconnection.ts";

export type { SessionEvents };

/** Options of `Session.query`. */
export interface QueryOptions {
  /**
   * Stops asking.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
  /**
   * Whether to repeat only what certainly never reached the server.
   *
   * @default {false}
   */
  onlyIfNotSent?: boolean;
}

/** Maximum nonsensical answers in a row until a server is given up. */
export const MAX_NONSENSE = 3;

/**
 * A connection that reconnects whenever it breaks, until it is closed.
 *
 * What is safe is repeated on the next connection; what could be done twice by
 * that (`create_job`, power-on) is repeated only if it certainly was not sent.
 */
export class Session implements AsyncDisposable {
  readonly #options: ServerOptions;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #ready = Promise.withResolvers<Server>();
  #life: Promise<void> = Promise.resolve();
  #client: Server | null = null;
  readonly #reconnection: Reconnection;

  private constructor(options: ServerOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#clock = options.clock ?? systemClock;
    this.#reconnection = new Reconnection((signal) => this.#connect(signal), {
      events,
      clock: this.#clock,
      delay: Math.max(options.reconnectDelay ?? DEFAULT_RECONNECT_DELAY, SHORTEST_DELAY),
      stop: this.#stop.signal,
    });
  }

  /**
   * Connects for the first time.
   *
   * @throws {RequestError} if an option makes no sense.
   * @throws {ConnectionError} if the server can't be reached now.
   * @throws {VersionError} if its version is not one that is understood.
   */
  static async open(
    options: ServerOptions,
    { signal, ...events }: SessionEvents & { signal?: AbortSignal } = {},
  ): Promise<Session> {
    const { timeout = DEFAULT_TIMEOUT } = options;
    checkServerOptions({ ...options, timeout });
    const session = new Session({ ...options, timeout }, events);
    const client = await session.#connect(signal);
    session.#life = session.#live(client);
    return session;
  }

  /**
   * Asks, and asks again on the next connection when this one breaks, for as
   * long as it takes.
   *
   * @throws {ServerError} if the server refuses the command.
   * @throws {ConnectionError} if the session is closed, if the server keeps
   * answering nonsense, or, with `onlyIfNotSent`, if the outcome is unknown.
   */
  async query<T>(
    ask: (client: Server) => Promise<T>,
    { signal, onlyIfNotSent = false }: QueryOptions = {},
  ): Promise<T> {
    if (!this.#client?.isOpen) this.wake();
    for (let nonsense = 0;;) {
      const client = await orAborted(this.#ready.promise, signal);
      try {
        return await orAborted(ask(client), signal);
      } catch (error) {
        if (!(error instanceof ConnectionError) || signal?.aborted) throw error;
        // A call with a timeout of its own that never came to its turn.
        if (client.isOpen) throw error;
        if (onlyIfNotSent && error.outcome === "unknown") throw error;
        if (error instanceof ProtocolError && ++nonsense >= MAX_NONSENSE) throw error;
        if (this.#stop.signal.aborted) throw error;
        await orAborted(client.closed, signal);
      }
    }
  }

  /** Kind of the server. */
  get serverKind(): ServerKind {
    return this.#client?.serverKind ?? "python";
  }

  /**
   * Connects at once if the session is waiting to: the connection is needed, or the server is
   * there.
   */
  wake(): void {
    this.#reconnection.hurry();
  }

  /** Replaces the connection, which seems to be dead. */
  renew(reason: ConnectionError): void {
    this.#client?.abort(reason);
  }

  /** Opens one more connection, beside that of the session. */
  another(signal: AbortSignal): Promise<Server> {
    return connect(this.#options, { signal });
  }

  /** Ends the session politely, or at once if the server does not answer. */
  async close({ atOnce = false }: { atOnce?: boolean } = {}): Promise<void> {
    const reason = new ConnectionError("The session was closed", "not sent");
    this.#stop.abort(reason);
    if (atOnce) this.#client?.abort(reason);
    await this.#life;
  }

  /** Ends the session politely. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(signal?: AbortSignal): Promise<Server> {
    const { onNotification } = this.#events;
    return connect(this.#options, {
      ...(signal && { signal }),
      ...(onNotification && { onNotification }),
    });
  }

  async #live(first: Server): Promise<void> {
    const { signal } = this.#stop;
    let client: Server | null = first;
    while (client) {
      this.#client = client;
      this.#ready.resolve(client);
      const since = this.#clock.now();
      const dropped = await orAborted(client.closed, signal).catch(() => null);
      this.#ready = Promise.withResolvers();
      this.#ready.promise.catch(() => {});
      if (signal.aborted) {
        await client.close();
        break;
      }
      const error = dropped ?? new ConnectionError("The connection ended", "unknown");
      client = await this.#reconnection.after(error, this.#clock.now() - since);
    }
    this.#ready.reject(signal.reason);
  }
}

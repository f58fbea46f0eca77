import { anyOf, type Clock, orAborted, sleep, systemClock } from "./clock.ts";
import { ConnectionError, ProtocolError, SpallocError } from "./errors.ts";
import { checkServerOptions } from "./protocol/check_server_options.ts";
import { DEFAULT_PORT, ProtocolClient } from "./protocol/client.ts";
import type { Notification } from "./protocol/messages.ts";
import type { ServerKind } from "./protocol/servers/server_kind.ts";
import type { Dial } from "./protocol/transport.ts";
import { checkVersion } from "./protocol/version.ts";
import { tell } from "./tell.ts";
import { messageOf } from "./message_of.ts";

/** Which server, and how patiently. */
export interface ServerOptions {
  /** Name or IP address of the server. */
  hostname: string;
  /** TCP port; 22244 when not given. */
  port?: number;
  /** Seconds for connecting and for each call; `null` for no limit. 5 when not given. */
  timeout?: number | null;
  /** Seconds between attempts to reconnect; 5 when not given. */
  reconnectDelay?: number;
  /** Whether to talk to servers of any version. */
  ignoreVersion?: boolean;
  /** The clock for timeouts and delays. */
  clock?: Clock;
  /** How to connect, instead of TCP. */
  dial?: Dial;
}

/** What a {@linkcode Session} tells. What its listeners throw is ignored. */
export interface SessionEvents {
  /** Subscribed jobs or machines changed. */
  onNotification?: (notification: Notification) => void;
  /** A connection was made anew: subscribe and read again. A failure here makes it redial. */
  onReconnect?: (client: ProtocolClient) => Promise<void>;
  /**
   * The connection was lost, or could not be made again; it will be tried again. One that ends
   * with nothing under way, and is made again at once, is not told of.
   */
  onTrouble?: (error: SpallocError) => void;
  /** The connection is back. */
  onRecovered?: () => void;
}

/** What goes with a question that may have to be asked more than once. */
export interface QueryOptions {
  /** Stops asking. */
  signal?: AbortSignal;
  /** Whether to repeat only what certainly never reached the server. */
  onlyIfNotSent?: boolean;
}

/** Seconds that are waited for an answer when nothing else was said. */
export const DEFAULT_TIMEOUT = 5;
/** Seconds between attempts to reconnect when nothing else was said. */
export const DEFAULT_RECONNECT_DELAY = 5;
/** A server that answers nonsense this often, one time after the other, is not asked again. */
export const MAX_NONSENSE = 3;

/** No redial comes sooner after a failed one, in seconds, whatever the options say. */
export const SHORTEST_DELAY = 0.05;

/** Seconds that a connection which carried nothing may be gone until anybody is told. */
const QUIET_SECONDS = 1;

/** An error as it is passed on to those who listen. */
export function asSpallocError(error: unknown): SpallocError {
  if (error instanceof SpallocError) return error;
  const message = messageOf(error);
  return new ConnectionError(message, "unknown", { cause: error });
}

/** Connects once, and checks the server's version. */
export async function connect(
  options: ServerOptions,
  { signal, onNotification, timeout = options.timeout ?? null }: {
    signal?: AbortSignal;
    onNotification?: (notification: Notification) => void;
    timeout?: number | null;
  } = {},
): Promise<ProtocolClient> {
  const client = await ProtocolClient.connect(options.hostname, {
    port: options.port ?? DEFAULT_PORT,
    timeout,
    ...(signal && { signal }),
    ...(onNotification && { onNotification }),
    ...(options.clock && { clock: options.clock }),
    ...(options.dial && { dial: options.dial }),
  });
  try {
    const version = await client.version(signal && { signal });
    if (!options.ignoreVersion) checkVersion(version);
    return client;
  } catch (error) {
    client.abort(new ConnectionError("the connection was given up", "not sent", { cause: error }));
    throw error;
  }
}

/** Connects, asks, and leaves at once: a polite end would take time for nothing. */
export async function askOnce<T>(
  options: ServerOptions,
  ask: (client: ProtocolClient) => Promise<T>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<T> {
  const client = await connect(options, signal && { signal });
  try {
    return await ask(client);
  } finally {
    client.abort(new ConnectionError("all is known", "not sent"));
  }
}

/**
 * A connection that is made again whenever it breaks, until it is closed.
 *
 * What is safe is repeated on the next connection; what could be done twice by
 * that (`create_job`, power-on) is repeated only if it certainly was not sent.
 */
export class Session implements AsyncDisposable {
  readonly #options: ServerOptions;
  readonly #events: SessionEvents;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #ready = Promise.withResolvers<ProtocolClient>();
  #life: Promise<void> = Promise.resolve();
  #client: ProtocolClient | null = null;
  /** Ends the pause before the next attempt to connect, if there is one. */
  #endPause: () => void = () => {};
  #inTrouble = false;

  private constructor(options: ServerOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#clock = options.clock ?? systemClock;
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
    ask: (client: ProtocolClient) => Promise<T>,
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

  /** The kind of the server. */
  get serverKind(): ServerKind {
    return this.#client?.serverKind ?? "python";
  }

  /** Connects at once, if the session waits to do so: somebody needs it, or knows that the server is there. */
  wake(): void {
    this.#endPause();
  }

  /** Gives the connection up and makes another one: it seems to be dead. */
  renew(reason: ConnectionError): void {
    this.#client?.abort(reason);
  }

  /** Connects once more, beside the connection of the session. */
  another(signal: AbortSignal): Promise<ProtocolClient> {
    return connect(this.#options, { signal });
  }

  /** Ends the session politely, or at once where the server does not answer anyway. */
  async close({ atOnce = false }: { atOnce?: boolean } = {}): Promise<void> {
    const reason = new ConnectionError("the session was closed", "not sent");
    this.#stop.abort(reason);
    if (atOnce) this.#client?.abort(reason);
    await this.#life;
  }

  /** Ends the session politely. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(signal?: AbortSignal): Promise<ProtocolClient> {
    const { onNotification } = this.#events;
    return connect(this.#options, {
      ...(signal && { signal }),
      ...(onNotification && { onNotification }),
    });
  }

  async #live(first: ProtocolClient): Promise<void> {
    const { signal } = this.#stop;
    let client: ProtocolClient | null = first;
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
      const error = dropped ?? new ConnectionError("the connection ended", "unknown");
      const isHarmless = error.code === "connection" && error.outcome === "not sent";
      if (!isHarmless) this.#tellTrouble(error);
      const cancel = isHarmless
        ? this.#clock.after(QUIET_SECONDS, () => this.#tellTrouble(error))
        : () => {};
      client = await this.#redial(this.#clock.now() - since);
      cancel();
    }
    this.#ready.reject(signal.reason);
  }

  /** Tries until it works or the session is closed; at once, if the last connection held. */
  async #redial(lived: number): Promise<ProtocolClient | null> {
    const { signal } = this.#stop;
    const { reconnectDelay = DEFAULT_RECONNECT_DELAY } = this.#options;
    const delay = Math.max(reconnectDelay, SHORTEST_DELAY);
    for (let wait = lived > delay ? 0 : delay;; wait = delay) {
      try {
        await this.#pause(wait);
        const client = await this.#connect(signal);
        try {
          await orAborted(this.#events.onReconnect?.(client) ?? Promise.resolve(), signal);
        } catch (cause) {
          client.abort(new ConnectionError("the connection was given up", "unknown", { cause }));
          throw cause;
        }
        if (this.#inTrouble) tell(this.#events.onRecovered);
        this.#inTrouble = false;
        return client;
      } catch (error) {
        if (signal.aborted) return null;
        this.#tellTrouble(asSpallocError(error));
      }
    }
  }

  /** Waits for so many seconds, or until somebody needs the connection. */
  async #pause(seconds: number): Promise<void> {
    const needed = new AbortController();
    this.#endPause = () => needed.abort();
    const { signal } = this.#stop;
    await sleep(this.#clock, seconds, anyOf(signal, needed.signal)).catch(() => {});
    this.#endPause = () => {};
    signal.throwIfAborted();
  }

  #tellTrouble(error: SpallocError): void {
    this.#inTrouble = true;
    tell(this.#events.onTrouble, error);
  }
}

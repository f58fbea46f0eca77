import type { Clock } from "../clock.ts";
import { ConnectionError, ServerError } from "../errors.ts";
import type { CommandOptions } from "./client_options.ts";
import type { CallOptions, Connection } from "./connection.ts";
import type { Notification } from "./messages.ts";
import { notSent } from "./not_sent.ts";
import type { NotificationFeeds } from "./notifications.ts";
import type { ServerManners, Talk } from "./servers/manners.ts";
import { mannersOf } from "./servers/manners_of.ts";
import { kindOfServer, type LineKind } from "./servers/server_kind.ts";
import type { Shape } from "./shape.ts";

/** Matches commands that change nothing. */
const READERS = /^(?:version$|list_|get_|where_is$|notify_|no_notify_)/;

/** Calls over a connection, in the manner of the server's kind. */
export class ClientConversation implements Talk {
  readonly clock: Clock;
  readonly #connection: Connection;
  readonly #feeds: NotificationFeeds;
  readonly #timeout: number | null;
  readonly #ended = new AbortController();
  #manners: ServerManners | null = null;
  #changes = 0;

  constructor(
    connection: Connection,
    feeds: NotificationFeeds,
    { timeout, clock }: { timeout: number | null; clock: Clock },
  ) {
    this.clock = clock;
    this.#connection = connection;
    this.#feeds = feeds;
    this.#timeout = timeout;
    connection.closed.then((error) => this.#ended.abort(error));
  }

  /** Kind of the server; `null` until its first message. */
  get kind(): LineKind | null {
    const { lineEnding } = this.#connection;
    return lineEnding === null ? null : kindOfServer(lineEnding);
  }

  get changes(): number {
    return this.#changes;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  tell(changes: Notification): void {
    this.#feeds.tell(changes);
  }

  /** Sends a command, and returns its answer unchecked. */
  async call(command: string, options: CommandOptions = {}): Promise<unknown> {
    const { args = [], kwargs = {}, timeout = this.#timeout, signal } = options;
    const caller: { stack?: string } = {};
    Error.captureStackTrace(caller, this.call);
    if (!READERS.test(command)) this.#changes++;
    try {
      return await this.#connection.call({ command, args, kwargs }, {
        timeout,
        ...(signal && { signal }),
      });
    } catch (error) {
      // It was made where the answer was read, which says nothing about who asked.
      if (error instanceof ServerError) blame(error, caller.stack);
      throw error;
    }
  }

  async ask<T>(command: string, shape: Shape<T>, options: CommandOptions): Promise<T> {
    const answer = await this.call(command, options);
    try {
      return shape(answer, command);
    } catch (error) {
      // A server that answers nonsense to one call is not trusted with the next.
      if (error instanceof ConnectionError) this.#connection.abort(error);
      throw error;
    }
  }

  /** Asks in the manner of the server's kind; before the first answer, finds that out. */
  as<T>(ask: (manners: ServerManners) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const manners = this.#known();
    return manners ? ask(manners) : this.#meet(options, ask);
  }

  #known(): ServerManners | null {
    const { kind } = this;
    return this.#manners ??= kind && mannersOf(kind, this);
  }

  /** Makes the server say something, so that its kind is known. */
  async #meet<T>(
    { timeout, signal }: CallOptions,
    ask: (manners: ServerManners) => Promise<T>,
  ): Promise<T> {
    const options = { ...(timeout !== undefined && { timeout }), ...(signal && { signal }) };
    await this.call("version", options).catch((error) => {
      if (!(error instanceof ServerError)) throw notSent(error);
    });
    return await ask(this.#known()!);
  }
}

/** Adds the caller's stack frames to an error. */
function blame(error: Error, stack: string | undefined): void {
  const frames = stack?.slice(stack.indexOf("\n"));
  if (frames) error.stack = `${error.name}: ${error.message}${frames}`;
}

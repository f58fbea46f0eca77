import type { Clock } from "../clock.ts";
import { ConnectionError } from "../errors.ts";

/** Seconds for calls under way when a client is closed. */
const CLOSE_SECONDS = 1;

/**
 * Life of a client of the HTTP API, which has no connection that could break: it lasts until the
 * first call that went wrong, as that of a connection to another kind of server does.
 */
export class ClientLife {
  readonly #clock: Clock;
  /** Called when nothing more is sent. */
  readonly #onEnd: () => void;
  /** Aborted when no more calls can be made. */
  readonly #ended = new AbortController();
  /** Aborted when those under way have to stop as well. */
  readonly #gaveUp = new AbortController();
  readonly #closed = Promise.withResolvers<ConnectionError | null>();
  readonly #calls = new Set<Promise<unknown>>();
  #isOpen = true;
  #failure: ConnectionError | null = null;

  constructor(clock: Clock, onEnd: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** Whether calls can be made. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Settles with the error that ended it, or `null` after `close`. */
  get closed(): Promise<ConnectionError | null> {
    return this.#closed.promise;
  }

  /** Aborted when no more calls can be made. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Aborted when calls under way have to stop. */
  get gaveUp(): AbortSignal {
    return this.#gaveUp.signal;
  }

  /**
   * Throws if no more calls can be made.
   *
   * @throws {ConnectionError} that says why.
   */
  throwIfEnded(): void {
    if (this.#isOpen) return;
    const message = this.#failure?.message ?? "The client was closed";
    const cause = this.#failure ? { cause: this.#failure } : {};
    throw new ConnectionError(message, "not sent", cause);
  }

  /** Waits for a call, which counts as under way meanwhile. */
  async during<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Ends it once its calls are through, or a second is over. */
  async close(): Promise<void> {
    if (!this.#isOpen) return void await this.#closed.promise;
    this.#isOpen = false;
    const reason = new ConnectionError("The client was closed", "not sent");
    this.#ended.abort(reason);
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(CLOSE_SECONDS, resolve);
    await Promise.race([Promise.allSettled(this.#calls), promise]);
    cancel();
    this.#finish(reason, null);
  }

  /** Ends it: no more calls can be made, but those under way go on. */
  end(error: ConnectionError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#failure = error;
    this.#ended.abort(error);
    this.#closed.resolve(error);
    Promise.allSettled(this.#calls).then(() => this.#onEnd());
  }

  /** Ends it at once, and all calls under way. */
  abort(error: ConnectionError): void {
    const isHarmless = this.#calls.size === 0 && error.code === "connection";
    const reason = isHarmless && error.outcome === "unknown"
      ? new ConnectionError(error.message, "not sent", { cause: error.cause })
      : error;
    this.#finish(error, reason);
  }

  #finish(error: ConnectionError, reason: ConnectionError | null): void {
    this.#isOpen = false;
    this.#failure ??= error;
    this.#ended.abort(error);
    this.#gaveUp.abort(new ConnectionError(error.message, "unknown", { cause: error }));
    this.#closed.resolve(reason);
    this.#onEnd();
  }
}

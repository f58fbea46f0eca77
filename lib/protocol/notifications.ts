import { orAborted } from "../clock.ts";
import type { ConnectionError } from "../errors.ts";
import { tell } from "../tell.ts";
import type { Notification } from "./messages.ts";

/**
 * Notifications of a connection, read one by one. Those that arrive between two reads are merged,
 * so that a reader who is late, or never comes, costs no more memory.
 *
 * What comes while nobody asks is put together into one, so that a reader who
 * is late, or never comes, does not cost more and more memory.
 */
export class NotificationFeed implements AsyncIterableIterator<Notification> {
  readonly #onReturn: (feed: NotificationFeed) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #jobs = new Set<number>();
  readonly #machines = new Set<string>();
  #news = Promise.withResolvers<void>();
  #error: ConnectionError | null = null;
  #isOver = false;

  constructor(onReturn: (feed: NotificationFeed) => void, signal: AbortSignal | undefined) {
    this.#onReturn = onReturn;
    this.#signal = signal;
  }

  /** Adds changes from the server. */
  take({ jobsChanged, machinesChanged }: Notification): void {
    for (const jobId of jobsChanged) this.#jobs.add(jobId);
    for (const name of machinesChanged) this.#machines.add(name);
    this.#news.resolve();
  }

  /** Ends the feed, with the error that ended the connection. */
  end(error: ConnectionError | null): void {
    if (this.#isOver) return;
    this.#error = error;
    this.#isOver = true;
    this.#news.resolve();
  }

  /** Returns the changes since the last read, as soon as there are any. */
  async next(): Promise<IteratorResult<Notification, undefined>> {
    try {
      for (;;) {
        if (!this.#isOver) this.#signal?.throwIfAborted();
        if (this.#jobs.size > 0 || this.#machines.size > 0) return { value: this.#read() };
        const error = this.#error;
        this.#error = null; // thrown once
        if (error) throw error;
        if (this.#isOver) return { value: undefined, done: true };
        await orAborted(this.#news.promise, this.#signal);
      }
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  /** Ends the feed. */
  return(): Promise<IteratorResult<Notification, undefined>> {
    this.#jobs.clear();
    this.#machines.clear();
    this.end(null);
    this.#error = null;
    this.#onReturn(this);
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Returns the feed itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #read(): Notification {
    const jobsChanged = [...this.#jobs];
    const machinesChanged = [...this.#machines];
    this.#jobs.clear();
    this.#machines.clear();
    if (!this.#isOver) this.#news = Promise.withResolvers();
    return { jobsChanged, machinesChanged };
  }
}

/** All readers of a connection's notifications. */
export class NotificationFeeds {
  readonly #listener: ((notification: Notification) => void) | undefined;
  readonly #feeds = new Set<NotificationFeed>();

  constructor(listener: ((notification: Notification) => void) | undefined) {
    this.#listener = listener;
  }

  /** Creates a feed of the changes from now on. */
  add(signal: AbortSignal | undefined): NotificationFeed {
    const feed = new NotificationFeed((feed) => this.#feeds.delete(feed), signal);
    this.#feeds.add(feed);
    return feed;
  }

  /** Passes changes to every feed. */
  tell(changes: Notification): void {
    for (const feed of this.#feeds) feed.take(changes);
    tell(this.#listener, changes);
  }

  /** Ends every feed, with the error that ended the connection. */
  end(error: ConnectionError | null): void {
    for (const feed of this.#feeds) feed.end(error);
  }
}

import { asSpallocError } from "../as_spalloc_error.ts";
import { anyOf, type Clock, Deadline, sleep, systemClock } from "../clock.ts";
import { ConnectionError, JobUnknownError, type SpallocError, TimeoutError } from "../errors.ts";
import type { Server } from "../server.ts";
import { isGone, JobState, type JobStatus } from "../protocol/messages.ts";
import {
  connect,
  DEFAULT_RECONNECT_DELAY,
  type ServerOptions,
  SHORTEST_DELAY,
} from "../connect.ts";
import { tell } from "../tell.ts";
import { IdentityCheck, type JobIdentity } from "./identity.ts";

/** Options of a {@linkcode Lifeline}: the job, its server and its keepalive. */
export interface LifelineOptions extends ServerOptions {
  /** The job to keep alive. */
  identity: JobIdentity;
  /** Seconds the job lives without a sign of life; `null` for ever. */
  keepalive: number | null;
}

/** Callbacks of a lifeline. What they throw is ignored. */
export interface LifelineEvents {
  /** Called with the job's state after each beat. */
  onStatus?: (status: JobStatus) => void;
  /** Called when the server could not be reached; it is tried again. */
  onTrouble?: (error: SpallocError) => void;
  /** Called when the server is reached again. */
  onRecovered?: () => void;
  /** Called when the id is another job's now: this lifeline has ended. */
  onLost?: (error: JobUnknownError) => void;
}

/** A thing that keeps a job alive until it is stopped. */
export interface KeepsAlive {
  /** Stops, politely or at once, and settles when nothing is left of it. */
  stop(options?: { atOnce?: boolean }): Promise<void>;
}

/** Maximum seconds between beats: they also tell when the job is gone. */
const LONGEST_INTERVAL = 20;
/**
 * Maximum seconds between beats while boards are waited for: servers may report their coming late,
 * or never.
 */
const WAITING_INTERVAL = 4;
/** Minimum keepalive, in seconds, that can be kept up over a network. */
const SHORTEST_KEEPALIVE = 0.3;

/**
 * Keeps a job alive over a connection of its own, which carries nothing else.
 *
 * A beat is sent every third of the keepalive, and every few seconds while the job waits for
 * boards or power: beats also tell what no notification did. When one goes wrong (it has a
 * quarter of the keepalive for that) the server is dialled again at once, with
 * a quarter of the keepalive for all of it: so a single fault, whichever, never
 * opens a gap of more than 1/3 + 1/4 + 1/4 of the keepalive.
 */
export class Lifeline implements KeepsAlive {
  readonly #options: LifelineOptions;
  readonly #events: LifelineEvents;
  readonly #clock: Clock;
  readonly #check: IdentityCheck;
  readonly #interval: number;
  /** Maximum seconds for a redial, up to its first beat. */
  readonly #patience: number;
  /** Maximum seconds for one call. */
  readonly #timeout: number;
  readonly #redialDelay: number;
  readonly #stop = new AbortController();
  readonly #life: Promise<void>;
  #client: Server | null = null;
  /** Aborted when the connection ends, or on a stop. */
  #over: AbortSignal = this.#stop.signal;
  #inTrouble = false;

  constructor(options: LifelineOptions, events: LifelineEvents = {}) {
    const { keepalive, timeout = null, reconnectDelay = DEFAULT_RECONNECT_DELAY } = options;
    const life = Math.max(keepalive ?? 4 * LONGEST_INTERVAL, SHORTEST_KEEPALIVE);
    this.#options = options;
    this.#events = events;
    this.#clock = options.clock ?? systemClock;
    this.#check = new IdentityCheck(options.identity);
    this.#interval = Math.min(life / 3, LONGEST_INTERVAL);
    this.#patience = Math.min(life / 4, LONGEST_INTERVAL);
    this.#timeout = Math.min(timeout ?? Infinity, this.#patience);
    this.#redialDelay = Math.max(Math.min(reconnectDelay, life / 8), SHORTEST_DELAY);
    this.#life = this.#live();
  }

  /** Stops keeping the job alive. */
  async stop({ atOnce = false }: { atOnce?: boolean } = {}): Promise<void> {
    const reason = new ConnectionError("The lifeline was stopped", "not sent");
    this.#stop.abort(reason);
    if (atOnce) this.#client?.abort(reason);
    await this.#life;
  }

  async #live(): Promise<void> {
    const { signal } = this.#stop;
    for (let wait = 0; !signal.aborted;) {
      const since = this.#clock.now();
      try {
        await sleep(this.#clock, wait, signal);
        let status: JobStatus | null = await this.#dial();
        this.#recovered();
        while (status && !isGone(status)) status = await this.#nextBeat(status);
        if (status) return;
        // The connection ended between two beats, which nobody has to be told.
        wait = this.#pauseAfter(since, wait);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof JobUnknownError) return tell(this.#events.onLost, error);
        this.#inTrouble = true;
        tell(this.#events.onTrouble, asSpallocError(error));
        wait = this.#pauseAfter(since, wait);
      } finally {
        await this.#hangUp();
      }
    }
  }

  /**
   * Seconds until the next dial: none, if the connection that was made at `since` held for a while.
   */
  #pauseAfter(since: number, wait: number): number {
    return this.#clock.now() - since > this.#redialDelay + wait ? 0 : this.#redialDelay;
  }

  /** Connects, checks that the job is still ours, and thereby sends the first beat. */
  async #dial(): Promise<JobStatus> {
    using late = new Deadline(this.#clock, this.#patience, (seconds) => {
      return new TimeoutError(`No connection and answer within ${seconds} s`, "unknown");
    });
    const signal = anyOf(late.signal, this.#stop.signal);
    const giveUp = (): void => this.#client?.abort(late.signal.reason ?? signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const client = await connect(this.#options, { signal, timeout: this.#timeout });
      const dropped = new AbortController();
      client.closed.then(() => dropped.abort());
      this.#over = anyOf(dropped.signal, this.#stop.signal);
      this.#client = client;
      const status = await this.#check.read(client);
      tell(this.#events.onStatus, status);
      return status;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Waits until the next beat is due, and sends it; `null` if the connection ends before. */
  async #nextBeat({ state }: JobStatus): Promise<JobStatus | null> {
    const client = this.#client!;
    const isWaiting = state === JobState.queued || state === JobState.power;
    const interval = isWaiting ? Math.min(this.#interval, WAITING_INTERVAL) : this.#interval;
    await sleep(this.#clock, interval, this.#over).catch(() => {});
    this.#stop.signal.throwIfAborted();
    if (!client.isOpen) return null;
    const status = await client.beat(this.#options.identity.jobId, {
      timeout: this.#timeout,
      signal: this.#stop.signal,
    });
    tell(this.#events.onStatus, status);
    return status;
  }

  #recovered(): void {
    if (this.#inTrouble) tell(this.#events.onRecovered);
    this.#inTrouble = false;
  }

  async #hangUp(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }
}

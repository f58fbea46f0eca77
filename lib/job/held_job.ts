import { type Abortable, type Clock, sleep, systemClock } from "../clock.ts";
import { ConnectionError, JobUnknownError } from "../errors.ts";
import type { JobIdentity } from "../lifeline/identity.ts";
import type { KeepaliveThread } from "../lifeline/choose_thread.ts";
import { type KeepsAlive, Lifeline } from "../lifeline/lifeline.ts";
import { RemoteLifeline } from "../lifeline/remote.ts";
import type { Server } from "../server.ts";
import { isGone, JobState, type JobStatus } from "../protocol/messages.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";
import type { QueryOptions, Session } from "../session.ts";
import { destroyInTime } from "./destroying.ts";
import { KnownStatus } from "./known_status.ts";
import type { OpenedJob } from "./opening.ts";
import type { JobOptions, WaitOptions } from "./options.ts";

/** Default seconds to try to destroy a job. */
const DESTROY_SECONDS = 10;
/** Seconds until the session reads an unchanged job: also to stay in use. */
const IDLE_SECONDS = 15;
/** Answered beats after which a session that is still owed an answer counts as dead. */
const BEATS_UNTIL_DEAD = 2;
/** Maximum seconds for an answer, however many beats were answered. */
const PATIENCE_SECONDS = 5;
/** Maximum reads of a job in a row, each for another change. */
const LOOKS_AT_ONCE = 3;
/** Seconds between further reads. */
const REST_SECONDS = 0.1;

/**
 * The two connections of a job, and the state known from either: the session carries calls and
 * notifications, the lifeline keeps the job alive.
 */
export class HeldJob {
  /** Id that the server gave the job. */
  readonly id: number;
  /** Known state of the job. */
  readonly known: KnownStatus;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #lifeline: KeepsAlive;
  #refreshing = false;
  #isStale = false;
  #cancelIdleLook: () => void = () => {};
  /** The unanswered read: its time, and the beats answered since. */
  #pending: { since: number; beats: number } | null = null;
  readonly #identity: JobIdentity;
  /** Time of the next read at a steady pace; it lags behind when there were fewer. */
  #nextLook = -Infinity;

  constructor(
    { session, hooks, check, status }: OpenedJob,
    keepalive: number | null,
    options: JobOptions & { keepaliveIn: KeepaliveThread },
  ) {
    const { onTrouble, onRecovered, signal: _, keepaliveIn, ...server } = options;
    this.id = check.identity.jobId;
    this.#session = session;
    this.#identity = check.identity;
    this.#clock = options.clock ?? systemClock;
    this.known = new KnownStatus(this.id, status, this.#clock);
    hooks.onChange = () => this.#refresh();
    hooks.onReconnect = async (client) => {
      try {
        // First of all: what names a stranger's job keeps it alive. And once ours is
        // gone, the next job to get its id would be taken for it.
        this.known.take(await check.read(client));
        if (this.known.isOver) return;
        await client.notifyJob(this.id);
        this.known.take(await client.getJobState(this.id));
      } catch (error) {
        if (!(error instanceof JobUnknownError)) throw error;
        this.known.lose(error);
      }
    };
    const Kind = keepaliveIn === "thread" ? Lifeline : RemoteLifeline;
    this.#lifeline = new Kind({ ...server, identity: check.identity, keepalive }, {
      onStatus: (status) => this.#hearBeat(status),
      onLost: (error) => this.known.lose(error),
      ...(onTrouble && { onTrouble }),
      ...(onRecovered && { onRecovered }),
    });
    this.known.gone.addEventListener("abort", () => {
      this.#cancelIdleLook();
      this.#lifeline.stop({ atOnce: true });
    });
    this.known.take(status);
    this.#lookWhenIdle();
  }

  /** Kind of the server. */
  get serverKind(): ServerKind {
    return this.#session.serverKind;
  }

  /**
   * Asks the server. Every question goes through here: once the job is gone, its id may be a
   * stranger's.
   */
  ask<T>(
    question: (client: Server) => Promise<T>,
    { signal, ...options }: QueryOptions = {},
  ): Promise<T> {
    const until = this.known.until(signal);
    if (until.aborted) return Promise.reject(until.reason);
    return this.#session.query(question, { ...options, signal: until });
  }

  /** Powers the boards, and reads the state that follows. */
  async power(
    command: (client: Server) => Promise<void>,
    options: Abortable,
  ): Promise<void> {
    // Power-on resets boards that are on, so it is not repeated when it may have been done.
    await this.ask(command, { ...options, onlyIfNotSent: true });
    this.known.take(await this.ask((client) => client.getJobState(this.id), options));
  }

  /** Destroys the job unless it is over already, and leaves. */
  async destroy(reason: string | undefined, options: WaitOptions): Promise<void> {
    const { timeout = DESTROY_SECONDS, signal } = options;
    const { gone } = this.known;
    let hasAnswered = true;
    try {
      if (this.known.isOver) return;
      hasAnswered = await destroyInTime(this.#session, this.#identity, {
        seconds: timeout,
        clock: this.#clock,
        gone,
        ...(signal && { signal }),
        ...(reason !== undefined && { reason }),
      });
      const state = JobState.destroyed;
      this.known.take({ ...this.known.current, state, power: null, reason: reason ?? null });
    } catch (error) {
      if (gone.aborted) return;
      hasAnswered = false;
      throw error;
    } finally {
      await this.leave({ atOnce: !hasAnswered });
    }
  }

  /** Ends both connections, politely or at once. */
  async leave({ atOnce }: { atOnce: boolean }): Promise<void> {
    this.known.close();
    this.#cancelIdleLook();
    await Promise.all([this.#lifeline.stop({ atOnce }), this.#session.close({ atOnce })]);
  }

  /** Reads the state again; changes that arrive meanwhile cause one more read, not one each. */
  async #refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      while (this.#isStale && !this.known.isOver) {
        await this.#pace();
        this.#isStale = false;
        await this.#look();
      }
    } catch {
      // The session was closed, or the server talks nonsense: the lifeline will tell.
    } finally {
      this.#refreshing = false;
    }
  }

  async #look(): Promise<void> {
    this.#pending = { since: this.#clock.now(), beats: 0 };
    try {
      this.known.take(await this.ask((client) => client.getJobState(this.id)));
    } finally {
      this.#pending = null;
    }
  }

  /**
   * Handles a status from the lifeline. The two connections can be read in any order, so it only
   * means that it is time to read; or that the session's connection is dead.
   */
  #hearBeat(status: JobStatus): void {
    if (isGone(status)) return this.known.take(status);
    this.#session.wake();
    const pending = this.#pending;
    if (pending) {
      const isLate = this.#clock.now() - pending.since >= PATIENCE_SECONDS;
      if (++pending.beats >= BEATS_UNTIL_DEAD && isLate) {
        this.known.take(status);
        const message = "The server answers on another connection, but not on this one";
        this.#session.renew(new ConnectionError(message, "unknown"));
      }
    }
    if (status.state !== this.known.current.state) this.#refresh();
  }

  #lookWhenIdle(): void {
    if (this.known.isOver) return;
    this.#cancelIdleLook = this.#clock.after(IDLE_SECONDS, () => {
      this.#refresh();
      this.#lookWhenIdle();
    });
  }

  /** Waits after too many reads: a server may report a change with every answer. */
  async #pace(): Promise<void> {
    const now = this.#clock.now();
    this.#nextLook = Math.max(this.#nextLook, now - LOOKS_AT_ONCE * REST_SECONDS) + REST_SECONDS;
    if (this.#nextLook > now) {
      await sleep(this.#clock, this.#nextLook - now, this.known.until());
    }
  }
}

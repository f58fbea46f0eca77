import { anyOf, type Clock, orAborted } from "../clock.ts";
import { ConnectionError, JobDestroyedError, JobUnknownError } from "../errors.ts";
import { JobState, type JobStatus } from "../protocol/messages.ts";
import type { WaitOptions } from "./options.ts";
import type { ServerOptions } from "../connect.ts";
import { isUrl } from "../server_address.ts";
import { unknownJob } from "../unknown_job.ts";

/** Known state of a job, for those who wait for it to change. */
export class KnownStatus {
  readonly #jobId: number;
  readonly #clock: Clock;
  readonly #gone = new AbortController();
  readonly #closed = new AbortController();
  readonly #listeners = new Set<() => void>();
  #current: JobStatus;
  #requeues = 0;

  constructor(jobId: number, status: JobStatus, clock: Clock) {
    this.#jobId = jobId;
    this.#current = status;
    this.#clock = clock;
  }

  /** Last known status. */
  get current(): JobStatus {
    return this.#current;
  }

  /** How often the job lost its boards again: those that failed to power on are taken back. */
  get requeues(): number {
    return this.#requeues;
  }

  /** Aborted, with the reason, when the job is gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether no more changes can come. */
  get isOver(): boolean {
    return this.#gone.signal.aborted || this.#closed.signal.aborted;
  }

  /** Creates a signal that is aborted when no more changes can come, or by any of `others`. */
  until(...others: readonly (AbortSignal | undefined)[]): AbortSignal {
    return anyOf(...others, this.#gone.signal, this.#closed.signal);
  }

  /** Records a status from the server; once the job is gone, its id may be a stranger's. */
  take(status: JobStatus): void {
    if (this.#gone.signal.aborted) return;
    if (status.state === JobState.unknown) return this.lose(forgotten(this.#jobId));
    const isQueued = status.state === JobState.queued;
    if (isQueued && this.#current.state !== JobState.queued) this.#requeues++;
    this.#current = status;
    if (status.state === JobState.destroyed) {
      this.#gone.abort(new JobDestroyedError(this.#jobId, status.reason));
    }
    this.#tell();
  }

  /** Records that the id is no longer the job's. */
  lose(error: JobUnknownError): void {
    if (this.#gone.signal.aborted) return;
    this.#current = { ...this.#current, state: JobState.unknown, power: null };
    this.#gone.abort(error);
    this.#tell();
  }

  /** Records that the server is no longer listened to. */
  close(): void {
    this.#closed.abort(new ConnectionError(`Job ${this.#jobId} was closed`, "not sent"));
    this.#tell();
  }

  /** Waits for a state other than `from`, the timeout, or the end of changes. */
  async waitForChange(from: number, { timeout = null, signal }: WaitOptions): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.#current.state !== from || this.isOver) resolve();
    };
    this.#listeners.add(look);
    const cancel = timeout === null ? () => {} : this.#clock.after(timeout, resolve);
    look();
    try {
      await orAborted(promise, signal);
    } finally {
      cancel();
      this.#listeners.delete(look);
    }
    return this.#current.state;
  }

  /** Yields every change of state or power from now on, the present one first. */
  async *changes(signal?: AbortSignal): AsyncGenerator<JobStatus> {
    const queue = [this.#current];
    let last = this.#current;
    let wake = Promise.withResolvers<void>();
    const look = (): void => {
      const { state, power } = this.#current;
      if (state !== last.state || power !== last.power) queue.push(last = this.#current);
      wake.resolve();
    };
    this.#listeners.add(look);
    try {
      for (;;) {
        for (let status; (status = queue.shift());) yield status;
        if (this.isOver) return;
        await orAborted(wake.promise, signal);
        wake = Promise.withResolvers();
      }
    } finally {
      this.#listeners.delete(look);
    }
  }

  #tell(): void {
    for (const look of this.#listeners) look();
  }
}

/** Error for a job that the server did know. */
function forgotten(jobId: number): JobUnknownError {
  return new JobUnknownError(
    jobId,
    `Job ${jobId} is lost: the server no longer knows it, perhaps because it was restarted without its jobs`,
  );
}

/**
 * Throws if the job of a server is gone.
 *
 * @throws {JobDestroyedError} if a job with that state was destroyed.
 * @throws {JobUnknownError} if the server does not know it.
 */
export function throwIfGone(
  jobId: number,
  { state, reason }: JobStatus,
  { hostname }: Pick<ServerOptions, "hostname">,
): void {
  if (state === JobState.destroyed) throw new JobDestroyedError(jobId, reason);
  if (state === JobState.unknown) throw unknownJob(jobId, { hidesOthers: isUrl(hostname) });
}

import { sleep } from "../clock.ts";
import { ServerError } from "../errors.ts";
import { JobState } from "../protocol/messages.ts";
import type { ApiTalk } from "./talk.ts";

/** Minimum and maximum seconds between two looks at a job that waits for boards or power. */
const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 5;
/** Factor by which the pause grows where nothing changes. */
const GROWTH = 1.5;

/** Last look at a job. */
interface Look {
  /** State that it showed; `null` before the first one. */
  readonly state: number | null;
  readonly at: number;
  /** Seconds until the next. */
  readonly pause: number;
}

/**
 * Finds changes of jobs by looking at them again and again: a long poll would tell sooner, but each
 * holds one of the few threads of the server, and misses what changes before it is there.
 */
export class JobPoller {
  readonly #talk: ApiTalk;
  readonly #readState: (jobId: number) => Promise<number>;
  readonly #watched = new Map<number, Look>();

  /** Creates a poller that reads the state of a job with `readState`. */
  constructor(talk: ApiTalk, readState: (jobId: number) => Promise<number>) {
    this.#talk = talk;
    this.#readState = readState;
  }

  /** Starts reporting changes of a job, from its state at the next look on. */
  watch(jobId: number): void {
    if (this.#watched.has(jobId)) return;
    const at = this.#talk.clock.now();
    this.#watched.set(jobId, { state: null, at, pause: SHORTEST_PAUSE });
    this.#run(jobId);
  }

  /** Stops reporting changes of a job. */
  unwatch(jobId: number): void {
    this.#watched.delete(jobId);
  }

  /** Takes a look that somebody had: they know what it shows, and the next is due later. */
  take(jobId: number, state: number): void {
    const last = this.#watched.get(jobId);
    if (!last) return;
    const isWaiting = state === JobState.queued || state === JobState.power;
    const grown = last.state === state ? last.pause * GROWTH : SHORTEST_PAUSE;
    const pause = isWaiting ? Math.min(grown, LONGEST_PAUSE) : LONGEST_PAUSE;
    this.#watched.set(jobId, { state, at: this.#talk.clock.now(), pause });
  }

  /** Reads the state of a job; `null` where the server refuses now, which may pass. */
  async #lookAt(jobId: number): Promise<number | null> {
    try {
      return await this.#readState(jobId);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      const last = this.#watched.get(jobId);
      const at = this.#talk.clock.now();
      if (last) this.#watched.set(jobId, { ...last, at, pause: LONGEST_PAUSE });
      return null;
    }
  }

  async #run(jobId: number): Promise<void> {
    const { clock, ended } = this.#talk;
    try {
      for (let last; (last = this.#watched.get(jobId));) {
        const rest = last.at + last.pause - clock.now();
        if (rest > 0) {
          await sleep(clock, rest, ended);
          continue; // somebody may have looked meanwhile
        }
        const state = await this.#lookAt(jobId);
        if (state === null) continue;
        // What another look has shown in the meantime is no news.
        const before = this.#watched.get(jobId)?.state ?? null;
        this.take(jobId, state);
        if (before === null || before === state || !this.#watched.has(jobId)) continue;
        this.#talk.tell({ jobsChanged: [jobId], machinesChanged: [] });
      }
    } catch {
      // The client has ended; or the answer makes no sense, which ends it for everybody.
    }
  }
}

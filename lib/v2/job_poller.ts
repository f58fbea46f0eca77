import { sleep } from "../clock.ts";
import { JobState, type JobStatus } from "../protocol/messages.ts";
import type { ApiTalk } from "./talk.ts";

/** Seconds between two looks at a job that waits for boards or power: at first, and at most. */
const SHORTEST_PAUSE = 1;
const LONGEST_PAUSE = 5;
/** Factor by which the pause grows where nothing changes. */
const GROWTH = 1.5;

/** Last look at a job. */
interface Look {
  status: JobStatus | null;
  at: number;
  pause: number;
}

/**
 * Finds changes of jobs by looking at them again and again: a long poll would tell sooner, but each
 * holds one of the few threads of the server, and misses what changes before it is there.
 */
export class JobPoller {
  readonly #talk: ApiTalk;
  readonly #read: (jobId: number) => Promise<JobStatus>;
  readonly #watched = new Map<number, Look>();

  /** Creates a poller that reads the state of a job with `read`. */
  constructor(talk: ApiTalk, read: (jobId: number) => Promise<JobStatus>) {
    this.#talk = talk;
    this.#read = read;
  }

  /** Starts reporting changes of a job, from its state at the next look. */
  watch(jobId: number): void {
    if (this.#watched.has(jobId)) return;
    this.#watched.set(jobId, { status: null, at: this.#talk.clock.now(), pause: SHORTEST_PAUSE });
    this.#run(jobId);
  }

  /** Stops reporting changes of a job. */
  unwatch(jobId: number): void {
    this.#watched.delete(jobId);
  }

  /** Takes a look that somebody else had: what it shows is known, and the next is due later. */
  take(jobId: number, status: JobStatus): void {
    const last = this.#watched.get(jobId);
    if (!last) return;
    const isWaiting = status.state === JobState.queued || status.state === JobState.power;
    const isSame = last.status?.state === status.state;
    const pause = !isWaiting
      ? LONGEST_PAUSE
      : isSame
      ? Math.min(last.pause * GROWTH, LONGEST_PAUSE)
      : SHORTEST_PAUSE;
    this.#watched.set(jobId, { status, at: this.#talk.clock.now(), pause });
  }

  async #run(jobId: number): Promise<void> {
    const { clock, ended } = this.#talk;
    try {
      for (let look; (look = this.#watched.get(jobId));) {
        const rest = look.at + look.pause - clock.now();
        if (rest > 0) {
          await sleep(clock, rest, ended);
          continue; // somebody may have looked meanwhile
        }
        const status = await this.#read(jobId);
        // A look of somebody else that was quicker has told what is new.
        const before = this.#watched.get(jobId);
        if (!before) return;
        this.take(jobId, status);
        const { state, power } = before.status ?? {};
        if (before.status && (state !== status.state || power !== status.power)) {
          this.#talk.tell({ jobsChanged: [jobId], machinesChanged: [] });
        }
      }
    } catch {
      // The client has ended, or the answer makes no sense, which ends it for everybody.
    }
  }
}

import type { Clock } from "../clock.ts";
import type { Job } from "../job.ts";
import { BOARDS_PER_TRIAD, TRIAD_CHIPS } from "../machine/coordinates.ts";
import { type JobMachine, JobState } from "../protocol/messages.ts";

/** Seconds for which boards are held back while another job is queued, which may wait for them. */
export const HOLD_SECONDS = 20;
/** Boards that may be held in any case: so few are hardly missed. */
const FEW_BOARDS = 12;

/** Options of {@linkcode HeldJobs}. */
export interface HoldOptions {
  /** Clock of the wait for other boards. */
  clock: Clock;
  /**
   * Maximum boards at once, with those of the next job; `null` for twice the boards of a job, or 12
   * if that is more.
   */
  holdAtMost: number | null;
  /** Destroys a job, or reports that it could not. */
  letGo: (job: Job, reason: unknown) => Promise<void>;
}

/** Job that is kept although its boards are not wanted. */
interface Held {
  job: Job;
  boards: number;
}

/**
 * Jobs whose boards are not good enough, kept so that the server can't give the same boards again.
 */
export class HeldJobs {
  readonly #options: HoldOptions;
  #held: Held[] = [];
  /** Most boards that a job like these can have. */
  #most = 0;
  /** Settles when the jobs that are being freed are gone. */
  #freeing: Promise<unknown> = Promise.resolve();

  constructor(options: HoldOptions) {
    this.#options = options;
  }

  /** Number of jobs that are held. */
  get size(): number {
    return this.#held.length;
  }

  /** Holds a job back that has its boards. */
  add(job: Job, machine: JobMachine): void {
    this.#held.push({ job, boards: machine.boards.length });
    this.#most = Math.max(this.#most, mostBoards(machine));
  }

  /** Frees as many jobs, the oldest first, as it takes for another one to have its boards. */
  async makeRoom(): Promise<void> {
    const { holdAtMost = null } = this.#options;
    const limit = holdAtMost ?? Math.max(FEW_BOARDS, 2 * this.#most);
    const total = (): number => this.#held.reduce((sum, { boards }) => sum + boards, this.#most);
    const surplus: Held[] = [];
    while (this.#held.length > 0 && total() > limit) surplus.push(this.#held.shift()!);
    await this.#free(surplus);
  }

  /** Frees all jobs. */
  letAllGo(reason?: unknown): Promise<void> {
    const all = this.#held;
    this.#held = [];
    return this.#free(all, reason);
  }

  /**
   * Frees all jobs once another one has been queued for so long that it may wait for nothing but
   * their boards; until `signal` is aborted.
   */
  async giveWayTo(job: Job, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (this.#held.length > 0 && !signal.aborted) {
      const { state } = job;
      const pause = state === JobState.queued ? HOLD_SECONDS : null;
      const since = clock.now();
      const next = await job.waitForStateChange(state, { timeout: pause, signal });
      if (job.gone.aborted) return;
      const isWaiting = next === JobState.queued && clock.now() - since >= HOLD_SECONDS;
      if (isWaiting) await this.letAllGo();
    }
  }

  /** Frees jobs, and waits for those as well that are being freed already. */
  async #free(jobs: readonly Held[], reason?: unknown): Promise<void> {
    const freeing = jobs.map(({ job }) => this.#options.letGo(job, reason));
    this.#freeing = Promise.all([this.#freeing, ...freeing]);
    await this.#freeing;
  }
}

/** Counts the boards of the triads that a job takes up: another like it may have them all. */
function mostBoards({ boards, width, height }: JobMachine): number {
  if (boards.length <= 1) return boards.length;
  return BOARDS_PER_TRIAD * Math.floor(width / TRIAD_CHIPS) * Math.floor(height / TRIAD_CHIPS);
}

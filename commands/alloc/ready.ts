import type { Clock, Deadline } from "../../lib/clock.ts";
import { NotReadyError } from "../../lib/errors.ts";
import type { Job } from "../../lib/job.ts";
import { openingDeadline } from "../../lib/job/opening_deadline.ts";
import { type JobMachine, JobState } from "../../lib/protocol/messages.ts";
import { CommandError, INDENT, type Step } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { queuePlaces } from "../views/job_json.ts";
import type { Offers } from "./offers.ts";
import type { Outlook, Progress } from "./progress.ts";
import { whyWaiting } from "../views/why_waiting.ts";

/** Seconds between questions about the queue. */
const LOOK_SECONDS = 5;
/** The same over an HTTP API, where the answer takes many requests. */
const API_LOOK_SECONDS = 30;

/** Minimum seconds for an answer, however short `--max-wait` is. */
const LEAST_SECONDS = 1;

/** Ends the opening of a job after the seconds of `--max-wait`; never if `null`. */
export function waitDeadline(
  clock: Clock,
  maxWait: number | null,
  jobId: number | null = null,
): Deadline {
  return openingDeadline(clock, maxWait, { jobId, least: LEAST_SECONDS });
}

/** Options of {@linkcode waitForBoards}. */
export interface BoardsWaitOptions {
  /** Maximum seconds; `null` for no limit. */
  maxWait: number | null;
  clock: Clock;
  signal: AbortSignal;
  /** Offers of other boards; `null` for none. */
  offers: Offers | null;
}

/**
 * Waits until a job has its boards, and shows its progress meanwhile.
 *
 * @throws {NotReadyError} if it takes longer than `maxWait` seconds.
 * @throws {JobDestroyedError} or {JobUnknownError} if the job is gone.
 */
export async function waitForBoards(
  job: Job,
  progress: Progress,
  { maxWait, clock, signal, offers }: BoardsWaitOptions,
): Promise<JobMachine> {
  const until = maxWait === null ? Infinity : clock.now() + maxWait;
  const queue = new Queue(job, { clock, signal, offers });
  for (let { state } = job; state !== JobState.ready; state = job.state) {
    job.gone.throwIfAborted();
    if (state !== JobState.queued && state !== JobState.power) {
      throw new CommandError(`Job ${job.id} entered an unrecognised state, ${state}`, {
        exitCode: EXIT_CODES.unknownState,
      });
    }
    progress.waiting(job.id, state, state === JobState.queued ? queue.look() : {});
    const offer = state === JobState.queued ? queue.takeOffer() : null;
    if (offer !== null) {
      const [what, command] = offer;
      for (const line of [`${what}:`, INDENT + command]) progress.say(line, "bright");
    }
    const left = until - clock.now();
    if (left <= 0) throw new NotReadyError(job.id, maxWait ?? 0);
    await job.waitForStateChange(state, { timeout: Math.min(left, progress.interval), signal });
  }
  const left = until - clock.now();
  return await job.waitUntilReady({
    timeout: left === Infinity ? null : Math.max(left, 1),
    signal,
  });
}

/** A job's outlook in the queue, which is asked for now and then in the background. */
class Queue {
  readonly #job: Job;
  readonly #options: Omit<BoardsWaitOptions, "maxWait">;
  #outlook: Outlook = { place: null, why: null };
  #offer: Step | null = null;
  #askedAt = -Infinity;
  #isAsking = false;

  constructor(job: Job, options: Omit<BoardsWaitOptions, "maxWait">) {
    this.#job = job;
    this.#options = options;
  }

  /** Returns the last outlook; nothing is known at first. */
  look(): Outlook {
    const { clock } = this.#options;
    const rest = this.#job.serverKind === "v2" ? API_LOOK_SECONDS : LOOK_SECONDS;
    if (!this.#isAsking && clock.now() - this.#askedAt >= rest) {
      this.#isAsking = true;
      this.#askedAt = clock.now();
      this.#ask()
        .catch(() => {}) // It is only a courtesy.
        .finally(() => this.#isAsking = false);
    }
    return this.#outlook;
  }

  /** Returns what was found out about other boards and not been said yet; `null` for nothing. */
  takeOffer(): Step | null {
    const offer = this.#offer;
    this.#offer = null;
    return offer;
  }

  async #ask(): Promise<void> {
    const { signal, offers } = this.#options;
    const { id, serverKind } = this.#job;
    const around = await this.#job.surroundings({ signal });
    const place = queuePlaces(around.jobs).get(id) ?? null;
    this.#outlook = { place, why: whyWaiting(id, around) };
    this.#offer = offers?.look(id, around, serverKind) ?? this.#offer;
  }
}

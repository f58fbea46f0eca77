import { ServerError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type Change, jobOf } from "./changes.ts";
import type { Target } from "./targets.ts";

/**
 * What becomes of jobs that are changed one after the other: all that can be
 * done is done, each is told when it is, and the worst failure gives the code.
 */
export class Attempts {
  readonly #targets: readonly Target[];
  readonly #change: Change;
  readonly #stderr: Context["stderr"];
  readonly #open: Set<number>;
  readonly #failures = new Map<number, CommandError | ServerError>();

  constructor(targets: readonly Target[], change: Change, { stderr }: Context) {
    this.#targets = targets;
    this.#change = change;
    this.#stderr = stderr;
    this.#open = new Set(targets.map(({ jobId }) => jobId));
  }

  /** The ids of all of the jobs. */
  get ids(): readonly number[] {
    return this.#targets.map(({ jobId }) => jobId);
  }

  /** The jobs of which nothing is known yet. */
  get open(): readonly Target[] {
    return this.#targets.filter(({ jobId }) => this.#open.has(jobId));
  }

  /** Takes a step for a job. What the server refuses is the failure of that job alone. */
  async step({ jobId }: Target, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof ServerError)) throw error;
      this.#open.delete(jobId);
      this.#failures.set(jobId, error);
      if (this.#targets.length > 1) this.#tell(error);
    }
  }

  /** Does all the work. Whatever ends it early is thrown, once it is told which jobs are open. */
  async throughout(work: () => Promise<void>): Promise<this> {
    try {
      await work();
      return this;
    } catch (error) {
      const ids = [...this.#open].join(", ");
      const jobs = this.#open.size === 1 ? "job" : "jobs";
      this.#stderr.line(`Not known to be ${this.#change.done}: ${jobs} ${ids}.`);
      throw error;
    }
  }

  /** Tells that it is done for a job. */
  done({ jobId, job }: Target): void {
    this.#open.delete(jobId);
    this.#stderr.line(`${jobOf(jobId, job?.owner)} ${this.#change.done}.`);
  }

  /** Tells that there was nothing to do for a job, and why. */
  skip({ jobId }: Target, why: string): void {
    this.#open.delete(jobId);
    this.#stderr.line(`Job ${jobId} ${escapeText(why)}.`);
  }

  /**
   * Ends it.
   *
   * @throws {CommandError} if it could not be done for all jobs.
   * @throws {ServerError} if the server refused it for the one job.
   */
  end(): void {
    const [failure] = this.#failures.values();
    if (!failure) return;
    if (this.#targets.length === 1) throw failure;
    const codes = [...this.#failures.values()].map((error) =>
      error instanceof CommandError ? error.exitCode : EXIT_CODES.failure
    );
    const ids = [...this.#failures.keys()].join(", ");
    throw new CommandError(
      Math.max(...codes),
      `Could not ${this.#change.verb} ${this.#failures.size} of ${this.#targets.length} jobs: ${ids}`,
    );
  }

  #tell(error: Error): void {
    this.#stderr.line(this.#stderr.style("red", `spalloc: ${escapeText(messageOf(error))}`));
  }
}

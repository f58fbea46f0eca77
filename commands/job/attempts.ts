import { ServerError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/escape.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type Change, jobOf } from "./changes.ts";
import type { Target } from "./targets.ts";

/**
 * Outcomes of a change to several jobs, one after the other: all possible changes are made, each is
 * reported when it is made, and the worst failure determines the exit code.
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

  /** Ids of all the jobs. */
  get ids(): readonly number[] {
    return this.#targets.map(({ jobId }) => jobId);
  }

  /** Jobs without an outcome yet. */
  get open(): readonly Target[] {
    return this.#targets.filter(({ jobId }) => this.#open.has(jobId));
  }

  /** Runs a step for a job. A refusal of the server is the failure of that job alone. */
  async step({ jobId }: Target, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof ServerError)) throw error;
      this.#open.delete(jobId);
      this.#failures.set(jobId, error);
      const said = `spalloc: ${escapeText(messageOf(error))}`;
      if (this.#targets.length > 1) this.#stderr.sentence(said, "red");
    }
  }

  /** Runs the whole work. If it ends early, the jobs without an outcome are reported first. */
  async throughout(work: () => Promise<void>): Promise<this> {
    try {
      await work();
      return this;
    } catch (error) {
      const ids = [...this.#open].join(", ");
      const jobs = this.#open.size === 1 ? "job" : "jobs";
      this.#stderr.line(`Not confirmed as ${this.#change.done}: ${jobs} ${ids}.`);
      throw error;
    }
  }

  /** Reports that a job was changed. */
  done({ jobId, job }: Target): void {
    this.#open.delete(jobId);
    this.#stderr.line(`${jobOf(jobId, job?.owner)} ${this.#change.done}.`);
  }

  /** Reports that there was nothing to do for a job, and why. */
  skip({ jobId }: Target, why: string): void {
    this.#open.delete(jobId);
    this.#stderr.line(`Job ${jobId} ${escapeText(why)}.`);
  }

  /**
   * Ends the attempts.
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
      `Could not ${this.#change.verb} ${this.#failures.size} of ${this.#targets.length} jobs: ${ids}`,
      { exitCode: Math.max(...codes) },
    );
  }
}

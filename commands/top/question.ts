import { messageOf } from "../../lib/message_of.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Style } from "../../lib/render/styles.ts";
import { type Caller, isJobOf } from "../caller.ts";
import { plural } from "../views/machine_line.ts";
import type { Key } from "../watch/keys.ts";

/** Options of {@linkcode Question}. */
export interface DestroyOptions {
  /** The user. */
  me: Caller;
  /** Destroys a job. */
  destroy: (job: JobSummary) => Promise<void>;
}

/** Question whether to destroy a job, and the outcome. */
export class Question {
  readonly #options: DestroyOptions;
  #asked: JobSummary | null = null;
  #note: { text: string; style: Style } | null = null;

  constructor(options: DestroyOptions) {
    this.#options = options;
  }

  /** Text of the question or its outcome; `null` for none. */
  get note(): { text: string; style: Style } | null {
    return this.#note;
  }

  /** Whether the next key answers it. */
  get isOpen(): boolean {
    return this.#asked !== null;
  }

  /** Asks about a job, if it is the user's own. */
  ask(job: JobSummary | null): void {
    const why = this.#whyNot(job);
    if (job === null || why !== null) return this.#tell(why ?? "", "yellow");
    this.#asked = job;
    const boards = job.boards === null ? "queued" : plural(job.boards.length, "board");
    this.#tell(`Destroy your job ${job.jobId} (${boards})? y or n`, "yellow");
  }

  /** Handles the answer: `y` destroys the job, any other key does not. */
  answer(key: Key, repaint: () => void): void {
    const job = this.#asked;
    this.#asked = null;
    this.#note = null;
    if (job === null || key.toLowerCase() !== "y") return;
    const { jobId } = job;
    this.#tell(`Destroying job ${jobId}...`, "yellow");
    this.#options.destroy(job)
      .then(
        () => this.#tell(`Job ${jobId} destroyed.`, "green"),
        (error) =>
          this.#tell(`Could not destroy job ${jobId}: ${escapeText(messageOf(error))}`, "red"),
      )
      .finally(repaint);
  }

  /** Drops the question, or its outcome. */
  clear(): void {
    this.#note = null;
    this.#asked = null;
  }

  /** Drops a question about a job that is over. */
  forgetOver(jobs: readonly JobSummary[]): void {
    const asked = this.#asked;
    if (asked && !jobs.some(({ jobId }) => jobId === asked.jobId)) this.clear();
  }

  #whyNot(job: JobSummary | null): string | null {
    if (job === null) return "There is no job to destroy.";
    const { me } = this.#options;
    if (me.name === null && !me.isLoggedIn) {
      return "Your owner is not known: set owner, or use --owner.";
    }
    if (job.isHidden || !isJobOf(job, me)) {
      const who = me.name === null ? "" : ` (you are ${escapeText(me.name)})`;
      return `Job ${job.jobId} is not yours${who}.`;
    }
    return null;
  }

  #tell(text: string, style: Style): void {
    this.#note = { text, style };
  }
}

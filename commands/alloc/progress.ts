import type { Clock } from "../../lib/clock.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { Style } from "../../lib/render/styles.ts";
import type { Output } from "../output.ts";

const WAITING: Record<number, string> = {
  [JobState.queued]: "Waiting in queue...",
  [JobState.power]: "Waiting for power on...",
};

/** Facts about the wait for boards. */
export interface Outlook {
  /** Place of the job in the queue, approximately; `null` if unknown. */
  place: number | null;
  /** Reason why it has no boards yet; `null` if unknown. */
  why: string | null;
}

/** Character that rings, or flashes, or marks the window: as the terminal is set. */
const BELL = "\x07";

/** Seconds between lines that differ in their reasons only: free boards come and go. */
const REASON_SECONDS = 60;

/**
 * Progress of a job while its user waits: a live line on a terminal, a line for each change
 * elsewhere.
 */
export class Progress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #isQuiet: boolean;
  readonly #since: number;
  /** Last line, its reason, and its time. */
  #told = "";
  #reason = "";
  #saidAt = -Infinity;
  #isLive = false;
  #prompt: (() => void) | null = null;

  constructor(output: Output, { clock, quiet }: { clock: Clock; quiet: boolean }) {
    this.#output = output;
    this.#clock = clock;
    this.#isQuiet = quiet;
    this.#since = clock.now();
  }

  /** Seconds between repaints; without a terminal nothing repaints. */
  get interval(): number {
    return this.#output.canRepaint ? 1 : 5;
  }

  /** Shows that the job waits: its state, its place in the queue, and the reason. */
  waiting(jobId: number, state: number, { place = null, why = null }: Partial<Outlook> = {}): void {
    const line = `Job ${jobId}: ${WAITING[state] ?? `In state ${state}`}`;
    // The reasons tell as well how many jobs come first.
    const where = place === null || why !== null ? "" : ` place ~${place}`;
    const because = why === null ? "" : `; ${why}`;
    const now = this.#clock.now();
    if (this.#output.canRepaint) {
      const elapsed = Math.floor(now - this.#since);
      // The place and the time are two numbers, and must not read as one.
      const since = (where === "" ? " " : ", for ") + duration(elapsed);
      this.#live(this.#output.style("yellow", line + where) + (elapsed > 0 ? since : "") + because);
      return;
    }
    const [told, at] = [`${line} ${place}`, this.#saidAt];
    const isNews = told !== this.#told || (because !== this.#reason && now - at >= REASON_SECONDS);
    if (!isNews) return;
    this.say(line + where + because);
    this.#told = told;
    this.#reason = because;
    this.#saidAt = now;
  }

  /** Rings the bell of a terminal, even with `--quiet`. */
  ring(): void {
    if (this.#output.isTerminal) this.#output.write(BELL);
  }

  /** Shows a line that stays. */
  say(line: string, style?: Style): void {
    if (this.#isQuiet) return;
    this.endLive();
    if (this.#prompt) this.#output.write(this.#output.canRepaint ? "\r\x1b[K" : "\n");
    this.#output.sentence(line, style);
    this.#prompt?.();
  }

  /** Shows a prompt again after each line, until the returned function is called. */
  keepPrompt(show: () => void): () => void {
    if (this.#output.isTerminal) this.#prompt = show;
    return () => this.#prompt = null;
  }

  /** Shows the prompt of the terminal again, if there is one. */
  askAgain(): void {
    this.#prompt?.();
  }

  /** Ends the live line, so that other output begins on a line of its own. */
  endLive(): void {
    if (this.#isLive) this.#output.write("\r\x1b[K");
    this.#isLive = false;
  }

  #live(line: string): void {
    if (this.#isQuiet) return;
    // Without wrapping, a narrow terminal shows the beginning and stays one line.
    this.#output.write(`\r\x1b[?7l${line}\x1b[K\x1b[?7h`);
    this.#isLive = true;
  }
}

/** Formats seconds for people: `59 s`, `1:05`, `2:00:00`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

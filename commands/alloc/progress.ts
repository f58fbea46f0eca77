import type { Clock } from "../../lib/clock.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { Style } from "../../lib/render/styles.ts";
import type { Output } from "../output.ts";

const WAITING: Record<number, string> = {
  [JobState.queued]: "Waiting in queue...",
  [JobState.power]: "Waiting for power on...",
};

/**
 * Tells how a job fares while its user waits: a live line on a terminal, a line
 * for each change elsewhere.
 */
export class Progress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #isQuiet: boolean;
  readonly #since: number;
  #lastLine = "";
  #isLive = false;
  #prompt: (() => void) | null = null;

  constructor(output: Output, { clock, quiet }: { clock: Clock; quiet: boolean }) {
    this.#output = output;
    this.#clock = clock;
    this.#isQuiet = quiet;
    this.#since = clock.now();
  }

  /** Seconds between repaints; elsewhere than on a terminal nothing repaints. */
  get interval(): number {
    return this.#output.canRepaint ? 1 : 5;
  }

  /** Shows that the job waits: in which state, and at which place of the queue. */
  waiting(jobId: number, state: number, place: number | null): void {
    const where = place === null ? "" : ` place ~${place}`;
    const line = `Job ${jobId}: ${WAITING[state] ?? `In state ${state}`}${where}`;
    if (this.#output.canRepaint) {
      const elapsed = Math.floor(this.#clock.now() - this.#since);
      // The place and the time are two numbers, and must not read as one.
      const since = (place === null ? " " : ", for ") + duration(elapsed);
      this.#live(this.#output.style("yellow", line) + (elapsed > 0 ? since : ""));
    } else if (line !== this.#lastLine) {
      this.say(line);
      this.#lastLine = line;
    }
  }

  /** Shows a line that stays. */
  say(line: string, style?: Style): void {
    if (this.#isQuiet) return;
    this.endLive();
    if (this.#prompt) this.#output.write(this.#output.canRepaint ? "\r\x1b[K" : "\n");
    this.#output.line(style ? this.#output.style(style, line) : line);
    this.#prompt?.();
  }

  /** Has a prompt of the terminal shown again after each line, until the function it gives is called. */
  keepPrompt(show: () => void): () => void {
    if (this.#output.isTerminal) this.#prompt = show;
    return () => this.#prompt = null;
  }

  /** Shows the prompt of the terminal again, if there is one. */
  askAgain(): void {
    this.#prompt?.();
  }

  /** Ends the live line, so that what others write begins on a line of its own. */
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

/** Seconds as people read them: `59 s`, `1:05`, `2:00:00`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.floor(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

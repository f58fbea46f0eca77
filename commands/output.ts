import { type Clock, sleep } from "../lib/clock.ts";
import { type Paint, paintAnsi, paintNothing, type Style } from "../lib/render/styles.ts";
import { breakLine } from "../lib/render/width.ts";
import { INDENT } from "./errors.ts";
import type { OtherEnd } from "./other_end.ts";
import { quickClock } from "../lib/quick_clock.ts";
import { STANDARD_SIZE, terminalSize } from "./terminal_size.ts";

/** Destination of an output, such as {@linkcode Deno.stdout}. */
export interface Sink {
  /** State of the other end; `there` if unknown. */
  otherEnd?(): OtherEnd;
  /** Writes some of the bytes, and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Whether a person is reading. */
  isTerminal(): boolean;
}

/** When to use colours: `auto` does on terminals that have them. */
export type ColourUse = "always" | "auto" | "never";

/** Writes in their order: a terminal shows both outputs, in the order of their texts. */
export interface WriteQueue {
  /** Settles when all queued writes are done. */
  done: Promise<void>;
}

/**
 * Standard output or standard error. Writes are queued, one after the other:
 * a terminal that was stopped with Ctrl-S must not stop the program with it.
 */
export class Output {
  readonly #sink: Sink;
  readonly isTerminal: boolean;
  /** Whether the cursor may be moved. */
  readonly canRepaint: boolean;
  readonly #usual: Paint;
  #paint: Paint;
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  #isWriting = false;
  #written = 0;
  readonly #broken = new AbortController();
  /** Aborted when nothing can be written any more. */
  readonly broken: AbortSignal = this.#broken.signal;
  #failure: Error | null = null;

  constructor(
    sink: Sink,
    { noColor, term, forceColor = false, queue = { done: Promise.resolve() }, clock = quickClock }:
      {
        noColor: boolean;
        term: string | undefined;
        /** Whether to use colours even without a terminal; not with `noColor`. */
        forceColor?: boolean;
        queue?: WriteQueue;
        clock?: Clock;
      },
  ) {
    this.#sink = sink;
    this.#queue = queue;
    this.#clock = clock;
    this.isTerminal = sink.isTerminal();
    const isDumb = term === "dumb" || (!term && Deno.build.os !== "windows");
    this.canRepaint = this.isTerminal && !isDumb;
    this.#usual = !noColor && (forceColor || this.canRepaint) ? paintAnsi : paintNothing;
    this.#paint = this.#usual;
  }

  /** Sets when to use colours, for this run of the program. */
  useColours(when: ColourUse): void {
    this.#paint = { always: paintAnsi, auto: this.#usual, never: paintNothing }[when];
  }

  /** Error of a failed write; `null` if there is none, or the reader has left. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Bytes written to a terminal so far, during a write; else `null`. */
  get taken(): number | null {
    return this.isTerminal && this.#isWriting ? this.#written : null;
  }

  /** State of the other end, as far as it is known. */
  otherEnd(): OtherEnd {
    return this.broken.aborted ? "left" : this.#sink.otherEnd?.() ?? "there";
  }

  /** Queues text. When nobody reads any more, it is dropped. */
  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#queue.done = this.#queue.done.then(async () => {
      this.#isWriting = true;
      try {
        for (let at = 0; at < bytes.length && !this.broken.aborted;) {
          const piece = firstPiece(bytes.subarray(at), this.isTerminal);
          const size = await whenReady(() => this.#sink.write(piece), this.#clock);
          at += size;
          this.#written += size;
        }
      } catch (error) {
        // `| head` has seen enough, but a disk that is full is another matter.
        const isWanted = !(error instanceof Deno.errors.BrokenPipe);
        if (isWanted && error instanceof Error) this.#failure = error;
        this.#broken.abort();
      } finally {
        this.#isWriting = false;
      }
    });
  }

  /** Queues a line, in a style if one is given. */
  line(text = "", style?: Style): void {
    this.write(`${style ? this.style(style, text) : text}\n`);
  }

  /**
   * Queues a sentence, which a terminal gets in lines that end between words. One that is indented
   * is a command to type, which stays whole.
   */
  sentence(text: string, style?: Style): void {
    const isWhole = !this.isTerminal || text.startsWith(INDENT);
    const lines = isWhole ? [text] : breakLine(text, this.columns);
    this.line(lines.map((line) => style ? this.style(style, line) : line).join("\n"));
  }

  /** Applies a style to text, where colours are wanted. */
  style(style: Style, text: string): string {
    return this.#paint(style, text);
  }

  /** Columns of the terminal, as it is now; 80 elsewhere. */
  get columns(): number {
    return this.isTerminal ? terminalSize().columns : STANDARD_SIZE.columns;
  }

  /** Settles when all queued text is written. */
  flush(): Promise<void> {
    return this.#queue.done;
  }
}

const NEWLINE = 10;
/** Bytes that a pipe takes as a whole or not at all. */
const WHOLE = Deno.build.os === "linux" ? 4096 : 512;
/** Bytes that a terminal shows at once, without flicker. */
const SCREEN = 64 * 1024;

/**
 * Returns the part of some bytes to write at once: whole lines or, of a long one, a part.
 *
 * Deno keeps back the start of a line, and loses count of what a pipe has taken that does not
 * block: after a refusal nobody knows. What is taken as a whole or not at all can be repeated.
 */
function firstPiece(bytes: Uint8Array, isTerminal: boolean): Uint8Array {
  if (isTerminal && bytes.length <= SCREEN) return bytes;
  const whole = bytes.subarray(0, isTerminal ? SCREEN : WHOLE);
  const lines = whole.lastIndexOf(NEWLINE) + 1;
  return lines > 0 ? whole.subarray(0, lines) : whole;
}

/** Minimum seconds between attempts. */
const FIRST_SECONDS = 0.005;
const LAST_SECONDS = 0.1;

/**
 * Retries reads or writes that are not ready.
 *
 * A pipe or terminal that several programs share does not block any of them once one of them has
 * switched that off. The system then refuses instead of waiting, and this waits instead of it.
 */
export async function whenReady<T>(attempt: () => Promise<T>, clock: Clock): Promise<T> {
  for (let pause = FIRST_SECONDS;; pause = Math.min(2 * pause, LAST_SECONDS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    }
    await sleep(clock, pause);
  }
}

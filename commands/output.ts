import type { Clock } from "../lib/clock.ts";
import { type Paint, paintAnsi, paintNothing, type Style } from "../lib/render/styles.ts";
import type { OtherEnd } from "./other_end.ts";
import { whenReady } from "./patience.ts";
import { programClock } from "./program_clock.ts";
import { STANDARD_SIZE, terminalSize } from "./terminal_size.ts";

/** What an output is written to: a {@linkcode Deno.stdout} has it. */
export interface Sink {
  /** Who is at the other end; whoever is there where this is not known. */
  otherEnd?(): OtherEnd;
  /** Writes some of the bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Whether a person is reading. */
  isTerminal(): boolean;
}

/** When text is dressed in colours: `auto` is on terminals that have them. */
export type ColourUse = "always" | "auto" | "never";

/** The order of what is written: a terminal shows both outputs, and shows them as they came. */
export class WriteQueue {
  #last: Promise<void> = Promise.resolve();

  /** Has something done after all that was queued before. */
  add(write: () => Promise<void>): void {
    this.#last = this.#last.then(write);
  }

  /** Settles when all that was queued is done. */
  get done(): Promise<void> {
    return this.#last;
  }
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
  #failure: Error | null = null;

  constructor(
    sink: Sink,
    { noColor, term, forceColor = false, queue = new WriteQueue(), clock = programClock }: {
      noColor: boolean;
      term: string | undefined;
      /** Whether there are colours even where nobody seems to see them; not with `noColor`. */
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

  /** Decides when there are colours, for this run of the program. */
  useColours(when: ColourUse): void {
    this.#paint = { always: paintAnsi, auto: this.#usual, never: paintNothing }[when];
  }

  /** Why something could not be written; `null` where all was, or nobody wants to read it. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** How much a terminal has taken that is being written to, in bytes; `null` if none is. */
  get taken(): number | null {
    return this.isTerminal && this.#isWriting ? this.#written : null;
  }

  /** Aborted when nothing can be written any more. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Who is at the other end, as far as that is known. */
  otherEnd(): OtherEnd {
    return this.broken.aborted ? "left" : this.#sink.otherEnd?.() ?? "there";
  }

  /** Queues text. When nobody reads any more, it is dropped. */
  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#queue.add(async () => {
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

  /** Queues a line. */
  line(text = ""): void {
    this.write(`${text}\n`);
  }

  /** Dresses text in a style, where colours are wanted. */
  style(style: Style, text: string): string {
    return this.#paint(style, text);
  }

  /** Columns of the terminal, as wide as it is now; 80 elsewhere. */
  get columns(): number {
    return this.isTerminal ? terminalSize().columns : STANDARD_SIZE.columns;
  }

  /** Settles when all that was queued is written. */
  flush(): Promise<void> {
    return this.#queue.done;
  }
}

const NEWLINE = 10;
/** Bytes that a pipe takes as a whole or not at all. */
const WHOLE = Deno.build.os === "linux" ? 4096 : 512;
/** Bytes that a terminal shows at once, so that nothing flickers. */
const SCREEN = 64 * 1024;

/**
 * What of some bytes is written at once: whole lines or, of a long one, a part.
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

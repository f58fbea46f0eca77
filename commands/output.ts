import { type Paint, paintAnsi, paintNothing, type Style } from "../lib/render/styles.ts";
import type { OtherEnd } from "./other_end.ts";
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
  readonly #paint: Paint;
  readonly #queue: WriteQueue;
  readonly #broken = new AbortController();
  #failure: Error | null = null;

  constructor(
    sink: Sink,
    { noColor, term, queue = new WriteQueue() }: {
      noColor: boolean;
      term: string | undefined;
      queue?: WriteQueue;
    },
  ) {
    this.#sink = sink;
    this.#queue = queue;
    this.isTerminal = sink.isTerminal();
    const isDumb = term === "dumb" || (!term && Deno.build.os !== "windows");
    this.canRepaint = this.isTerminal && !isDumb;
    this.#paint = this.canRepaint && !noColor ? paintAnsi : paintNothing;
  }

  /** Why something could not be written; `null` where all was, or nobody wants to read it. */
  get failure(): Error | null {
    return this.#failure;
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
      try {
        for (let at = 0; at < bytes.length && !this.broken.aborted;) {
          at += await this.#sink.write(bytes.subarray(at));
        }
      } catch (error) {
        // `| head` has seen enough, but a disk that is full is another matter.
        const isWanted = !(error instanceof Deno.errors.BrokenPipe);
        if (isWanted && error instanceof Error) this.#failure = error;
        this.#broken.abort();
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

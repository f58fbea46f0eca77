import type { Clock } from "../../clock.ts";
import type { LineReader } from "../kind.ts";

const LINE_END = /\r\n|\r|\n/g;

/**
 * Splits bytes into lines as Java's buffered readers do: at LF, CR or both. The start of a line
 * whose rest takes too long is dropped.
 */
export class JavaLines implements LineReader {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #pending: string[] = [];
  #endedInReturn = false;
  #cancel: () => void = () => {};

  /** Creates a splitter with the seconds that the rest of a line may take. */
  constructor(clock: Clock, timeout: number) {
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** Adds bytes and yields the lines that they complete. */
  *push(bytes: Uint8Array): Generator<string> {
    this.#cancel();
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return;
    // The second half of a line's end does not end another one.
    if (this.#endedInReturn && text.startsWith("\n")) text = text.slice(1);
    this.#endedInReturn = text.endsWith("\r");
    const [first = "", ...others] = text.split(LINE_END);
    if (others.length === 0) this.#pending.push(first);
    else {
      yield this.#complete(first);
      const last = others.pop() ?? "";
      yield* others;
      this.#pending = [last];
    }
    if (this.#pending.some((piece) => piece !== "")) this.#expectMore();
  }

  /** Yields the unterminated last line, which counts once no more can come. */
  *end(): Generator<string> {
    this.stop();
    const line = this.#complete("");
    if (line !== "") yield line;
  }

  /** Stops the timer. */
  stop(): void {
    this.#cancel();
  }

  #complete(piece: string): string {
    const line = [...this.#pending, piece].join("");
    this.#pending = [];
    return line;
  }

  #expectMore(): void {
    this.#cancel = this.#clock.after(this.#timeout, () => this.#pending = []);
  }
}

import { ProtocolError } from "../errors.ts";

/** The longest line that is taken from a peer, in bytes: 8 MiB. */
export const MAX_LINE_BYTES: number = 8 * 1024 * 1024;

const NEWLINE = 10;

/**
 * Cuts a stream of bytes into lines, however the network sliced or merged them.
 *
 * Lines end with `\n`; a `\r` before it is dropped, and so are blank lines. A
 * line longer than `maxBytes` is refused as it arrives, so that a peer which
 * never ends its line can't fill the memory.
 *
 * @example
 * ```ts
 * import { LineSplitter } from "./lines.ts";
 *
 * const lines = new LineSplitter();
 * const bytes = new TextEncoder().encode('{"return": 1}\r\n{"ret');
 * [...lines.push(bytes)]; // ['{"return": 1}']
 * ```
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(maxBytes: number = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of a line that has not ended yet. */
  get pending(): number {
    return this.#size;
  }

  /**
   * Takes the next bytes and gives the lines that they complete.
   *
   * @throws {ProtocolError} if a line is too long or not UTF-8.
   */
  *push(bytes: Uint8Array): Generator<string> {
    let start = 0;
    for (let end; (end = bytes.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      this.#keep(bytes.subarray(start, end));
      const line = this.#take();
      if (line !== "") yield line;
    }
    // The caller may use its buffer again, so what is left over is copied.
    if (start < bytes.length) this.#keep(bytes.slice(start));
  }

  #keep(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#maxBytes) {
      throw new ProtocolError(`a line is longer than ${this.#maxBytes} bytes`);
    }
    this.#pieces.push(piece);
  }

  #take(): string {
    const [first] = this.#pieces;
    let line = first ?? new Uint8Array();
    if (this.#pieces.length > 1) {
      line = new Uint8Array(this.#size);
      let at = 0;
      for (const piece of this.#pieces) {
        line.set(piece, at);
        at += piece.length;
      }
    }
    this.#pieces = [];
    this.#size = 0;
    try {
      return this.#decoder.decode(line).replace(/\r$/, "");
    } catch (cause) {
      throw new ProtocolError("a line is not UTF-8", { cause });
    }
  }
}

import { ProtocolError } from "../errors.ts";
import type { LineEnding } from "./servers/server_kind.ts";

/** Maximum bytes of a line from a peer: 8 MiB. */
export const MAX_LINE_BYTES: number = 8 * 1024 * 1024;

const NEWLINE = 10;
const RETURN = 13;

/**
 * Splits a stream of bytes into lines, however the network divided or merged them.
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
  /** Start of an incomplete line: the first `#size` bytes. */
  #buffer = new Uint8Array();
  #size = 0;
  #ending: LineEnding | null = null;

  constructor(maxBytes: number = MAX_LINE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Ending of the first line; `null` before it. All lines of a server end alike. */
  get ending(): LineEnding | null {
    return this.#ending;
  }

  /** Bytes of the incomplete line. */
  get pending(): number {
    return this.#size;
  }

  /**
   * Adds bytes and yields the lines that they complete.
   *
   * @throws {ProtocolError} if a line is too long or not UTF-8.
   */
  *push(bytes: Uint8Array): Generator<string> {
    let start = 0;
    for (let end; (end = bytes.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      const whole = this.#complete(bytes.subarray(start, end));
      this.#ending ??= whole[whole.length - 1] === RETURN ? "\r\n" : "\n";
      const line = this.#decode(whole);
      if (line !== "") yield line;
    }
    this.#keep(bytes.subarray(start));
  }

  /** Joins the buffered start of a line with its last piece. */
  #complete(piece: Uint8Array): Uint8Array {
    this.#checkSize(this.#size + piece.length);
    if (this.#size === 0) return piece;
    this.#keep(piece);
    const line = this.#buffer.subarray(0, this.#size);
    this.#size = 0;
    return line;
  }

  /** Copies a piece, as the caller may use its buffer again. */
  #keep(piece: Uint8Array): void {
    const size = this.#size + piece.length;
    this.#checkSize(size);
    if (size > this.#buffer.length) {
      // Doubled, so that a line in many small pieces is not copied once for each.
      const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#size));
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#size);
    this.#size = size;
  }

  #checkSize(size: number): void {
    if (size > this.#maxBytes) {
      throw new ProtocolError(`A line is longer than ${this.#maxBytes} bytes`);
    }
  }

  #decode(line: Uint8Array): string {
    try {
      return this.#decoder.decode(line[line.length - 1] === RETURN ? line.subarray(0, -1) : line);
    } catch (cause) {
      throw new ProtocolError("A line is not UTF-8", { cause });
    }
  }
}

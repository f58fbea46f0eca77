import type { Transport } from "../../lib/protocol/transport.ts";

/** A connection in memory, of which a test plays the server's side. */
export class FakeTransport implements Transport {
  /** Text that the client has written so far. */
  written = "";
  /** Maximum bytes of a write. */
  writeLimit = Infinity;
  /** Settles before any write does. */
  writeGate: Promise<void> | null = null;
  /** Whether the server closes its side as soon as the client has closed its own. */
  endsWithClient = true;
  /** Whether the client said that nothing more will come. */
  isWriteClosed = false;
  /** Number of times that the client closed the connection. */
  closes = 0;
  /** Line ending: Java servers use CRLF. */
  lineEnding: "\n" | "\r\n" = "\n";
  /** Number of pending reads: one, as long as the client listens. */
  reads = 0;
  /** Called with every line that the client has written. */
  onLine: (line: string) => void = () => {};
  #incoming: (Uint8Array | Error | null)[] = [];
  #wake: () => void = () => {};
  #lines = 0;

  /** The lines that the client has written. */
  get lines(): string[] {
    return this.written.split("\n").slice(0, -1);
  }

  /** The names of the commands that the client has written. */
  get commands(): string[] {
    return this.lines.map((line) => JSON.parse(line).command);
  }

  /** The server sends bytes, or text. */
  send(bytes: Uint8Array | string): void {
    this.#arrive(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  }

  /** The server sends a message. */
  sendMessage(message: unknown): void {
    this.send(`${JSON.stringify(message)}${this.lineEnding}`);
  }

  /** The server closes the connection. */
  end(): void {
    this.#arrive(null);
  }

  /** The connection breaks. */
  break(error: Error): void {
    this.#arrive(error);
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    this.reads++;
    try {
      while (this.#incoming.length === 0) {
        if (this.closes > 0) throw new Deno.errors.BadResource("Bad resource ID");
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
      const next = this.#incoming[0] ?? null;
      if (next === null) return null;
      if (next instanceof Error) throw next;
      const size = Math.min(next.length, buffer.length);
      buffer.set(next.subarray(0, size));
      if (size < next.length) this.#incoming[0] = next.subarray(size);
      else this.#incoming.shift();
      return size;
    } finally {
      this.reads--;
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.writeGate;
    if (this.closes > 0) throw new Deno.errors.BadResource("Bad resource ID");
    if (this.isWriteClosed) throw new Deno.errors.BrokenPipe("Broken pipe");
    const taken = bytes.slice(0, this.writeLimit);
    this.written += new TextDecoder().decode(taken);
    for (const { lines } = this; this.#lines < lines.length;) {
      this.onLine(lines[this.#lines++] ?? "");
    }
    return taken.length;
  }

  closeWrite(): Promise<void> {
    this.isWriteClosed = true;
    if (this.endsWithClient) this.end();
    return Promise.resolve();
  }

  close(): void {
    this.closes++;
    this.#wake();
    if (this.closes > 1) throw new Deno.errors.BadResource("Bad resource ID");
  }

  #arrive(item: Uint8Array | Error | null): void {
    this.#incoming.push(item);
    this.#wake();
  }
}

import type { Transport } from "../../lib/protocol/transport.ts";
import type { Link } from "./link.ts";

/** The client's end of a connection in memory. */
export class MemoryPipe implements Transport {
  readonly #link: Link;
  readonly #onClose: () => void;
  readonly #incoming: (Uint8Array | Error | null)[] = [];
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(link: Link, onClose: () => void) {
    this.#link = link;
    this.#onClose = onClose;
  }

  /** Bytes, the end (`null`) or a failure come from the other end. */
  arrive(item: Uint8Array | Error | null): void {
    this.#incoming.push(item);
    this.#wake();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#isClosed) throw new Deno.errors.BadResource("Bad resource ID");
      const next = this.#incoming[0];
      if (next === null) return null;
      if (next instanceof Error) throw next;
      if (next) {
        const size = Math.min(next.length, buffer.length);
        buffer.set(next.subarray(0, size));
        if (size < next.length) this.#incoming[0] = next.subarray(size);
        else this.#incoming.shift();
        return size;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    const size = await this.#link.writing?.(bytes.length) ?? bytes.length;
    if (this.#isClosed) throw new Deno.errors.BadResource("Bad resource ID");
    if (!this.#link.isOpen) throw new Deno.errors.BrokenPipe("Broken pipe");
    this.#link.take("up", bytes.subarray(0, size));
    return size;
  }

  closeWrite(): Promise<void> {
    if (this.#link.isOpen) this.#link.close("up");
    return Promise.resolve();
  }

  close(): void {
    if (this.#isClosed) throw new Deno.errors.BadResource("Bad resource ID");
    this.#isClosed = true;
    this.#onClose();
    this.#wake();
  }
}

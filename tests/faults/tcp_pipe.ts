import type { Transport } from "../../lib/protocol/transport.ts";
import type { Link } from "./link.ts";

/** The client's end of a TCP connection, whose writes may be made to fail. */
export class TcpPipe implements Transport {
  readonly #conn: Deno.Conn;
  readonly #link: Link;
  readonly #onClose: () => void;
  #isClosed = false;

  constructor(conn: Deno.Conn, link: Link, onClose: () => void) {
    this.#conn = conn;
    this.#link = link;
    this.#onClose = onClose;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#conn.read(buffer);
  }

  async write(bytes: Uint8Array): Promise<number> {
    const size = await this.#link.writing?.(bytes.length) ?? bytes.length;
    return await this.#conn.write(bytes.subarray(0, size));
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    this.#conn.close();
    if (!this.#isClosed) this.#onClose();
    this.#isClosed = true;
  }
}

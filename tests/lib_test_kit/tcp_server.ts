/** A TCP server on the loopback interface, of which a test plays every connection. */
export class TcpServer implements AsyncDisposable {
  /** The address it listens on. */
  readonly hostname = "127.0.0.1";
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #talks: Promise<void>[] = [];
  readonly #accepting: Promise<void>;

  /** Creates a server with the conversation on every connection, which is closed afterwards. */
  constructor(talk: (conn: Deno.TcpConn) => Promise<void>) {
    this.#accepting = this.#accept(talk);
  }

  /** The port it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Stops listening, and waits until all was said. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#talks);
  }

  async #accept(talk: (conn: Deno.TcpConn) => Promise<void>): Promise<void> {
    try {
      for await (const conn of this.#listener) this.#talks.push(this.#talk(conn, talk));
    } catch {
      // It listens no more.
    }
  }

  async #talk(conn: Deno.TcpConn, talk: (conn: Deno.TcpConn) => Promise<void>): Promise<void> {
    try {
      await talk(conn);
    } finally {
      try {
        conn.close();
      } catch {
        // It is closed already.
      }
    }
  }
}

/** Reads everything up to the end, as text. */
export async function readAll(conn: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(65536);
  let text = "";
  for (let size; (size = await conn.read(buffer)) !== null;) {
    text += new TextDecoder().decode(buffer.subarray(0, size));
  }
  return text;
}

/** Writes text as bytes. */
export async function write(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

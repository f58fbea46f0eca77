import type { Simulator } from "../../lib/simulator/mod.ts";
import { LineSplitter } from "../../lib/protocol/lines.ts";

/** A message from the server: an answer or a notification. */
export type Message = Readonly<Record<string, unknown>>;

/** Speaks with a server line by line and keeps all it hears, in order. */
export class RawClient implements Disposable {
  /** Everything that was received, and then `"closed"`. */
  readonly received: (Message | "closed")[] = [];
  readonly #conn: Deno.TcpConn;
  readonly #ended: Promise<void>;
  #wake: () => void = () => {};
  #seen = 0;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#ended = this.#read();
  }

  static async open(server: Simulator): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: server.hostname, port: server.port }));
  }

  /** Sends a line as it is. */
  async write(line: string): Promise<void> {
    const bytes = new TextEncoder().encode(line + "\n");
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** Sends a command without waiting for the answer. */
  async send(command: string, args: unknown[] = [], kwargs: Message = {}): Promise<void> {
    await this.write(JSON.stringify({ command, args, kwargs }));
  }

  /** Returns the next message, whatever it is. */
  async next(): Promise<Message | "closed"> {
    for (;;) {
      const message = this.received[this.#seen];
      if (message !== undefined) {
        this.#seen++;
        return message;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Sends a command and gives what is returned; skips notifications. */
  async call(command: string, args: unknown[] = [], kwargs: Message = {}): Promise<unknown> {
    await this.send(command, args, kwargs);
    for (;;) {
      const message = await this.next();
      if (message === "closed") throw new Error(`closed before ${command} was answered`);
      if ("exception" in message) throw new Error(String(message.exception));
      if ("return" in message) return message.return;
    }
  }

  /** Creates a job and gives its id. */
  async createJob(args: unknown[] = [], kwargs: Message = {}): Promise<number> {
    return Number(await this.call("create_job", args, { owner: "me", ...kwargs }));
  }

  /** The keys of `get_job_state` that matter most. */
  async state(
    id: number,
  ): Promise<{ state: number; power: boolean | null; reason: string | null }> {
    const { state, power, reason } = await this.call("get_job_state", [id]) as {
      state: number;
      power: boolean | null;
      reason: string | null;
    };
    return { state, power, reason };
  }

  /** Closes the writing side. */
  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  /** Waits until the server has closed the connection. */
  async closed(): Promise<void> {
    await this.#ended;
  }

  [Symbol.dispose](): void {
    try {
      this.#conn.close();
    } catch {
      // It was closed by the server.
    }
  }

  async #read(): Promise<void> {
    const lines = new LineSplitter();
    const buffer = new Uint8Array(65536);
    try {
      for (let size; (size = await this.#conn.read(buffer)) !== null;) {
        for (const line of lines.push(buffer.subarray(0, size))) {
          this.received.push(JSON.parse(line));
          this.#wake();
        }
      }
    } catch {
      // Closed, by one side or the other.
    }
    this.received.push("closed");
    this.#wake();
  }
}

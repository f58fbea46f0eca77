/** A notification, or the answer to a command. */
type Message = Readonly<Record<string, unknown>>;

/**
 * The protocol at its plainest, without our own client, so that a test can look at a server behind
 * that client's back. One command at a time, and with a limit: after some seconds the connection
 * closes and pending calls fail.
 */
export class RawConnection implements AsyncDisposable {
  readonly #connection: Deno.TcpConn;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #seconds: number;
  readonly #decoder = new TextDecoder();
  #text = "";
  #notifications: Message[] = [];
  #late = false;
  #open = true;

  private constructor(connection: Deno.TcpConn, seconds: number) {
    this.#connection = connection;
    this.#seconds = seconds;
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#close();
    }, seconds * 1000);
  }

  static async open(
    address: { hostname: string; port: number },
    seconds: number,
  ): Promise<RawConnection> {
    return new RawConnection(await Deno.connect(address), seconds);
  }

  /** Returns the result of a command; an exception of the server becomes an error with its text. */
  async call(
    command: string,
    args: readonly unknown[] = [],
    kwargs: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> {
    await this.#write(JSON.stringify({ command, args, kwargs }) + "\n", command);
    for (;;) {
      const message = await this.#message(command);
      if ("return" in message) return message.return;
      if ("exception" in message) throw new Error(`${command}: ${message.exception}`);
      this.#notifications.push(message);
    }
  }

  /** Returns the next notification, waiting for it if need be. */
  async notification(): Promise<Message> {
    return this.#notifications.shift() ?? await this.#message("a notification");
  }

  /** Leaves in the manner that servers like best: half-closes, reads to the end, closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    const rest = new Uint8Array(4096);
    try {
      if (this.#open) await this.#connection.closeWrite();
      while (this.#open && await this.#connection.read(rest) !== null);
    } catch {
      // The server was quicker, or the time is over: closed is closed.
    } finally {
      clearTimeout(this.#timer);
      this.#close();
    }
  }

  async #write(text: string, what: string): Promise<void> {
    let bytes = new TextEncoder().encode(text);
    while (bytes.length) {
      bytes = bytes.subarray(await this.#whileOpen(what, () => this.#connection.write(bytes)));
    }
  }

  async #message(what: string): Promise<Message> {
    const chunk = new Uint8Array(4096);
    let end: number;
    while ((end = this.#text.indexOf("\n")) < 0) {
      const count = await this.#whileOpen(what, () => this.#connection.read(chunk));
      if (count === null) throw new Error(`The server closed the connection, ${what} unanswered`);
      this.#text += this.#decoder.decode(chunk.subarray(0, count), { stream: true });
    }
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return JSON.parse(line);
  }

  async #whileOpen<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#late ? new Error(`Not within ${this.#seconds} s: ${what}`) : error;
    }
  }

  #close(): void {
    if (this.#open) this.#connection.close();
    this.#open = false;
  }
}

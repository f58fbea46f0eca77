import { setImmediate } from "node:timers";

/**
 * Detects when nothing moves on the loopback interface: bytes written there are read before a byte
 * that was written after them.
 */
export class QuietNet implements AsyncDisposable {
  readonly #here: Deno.TcpConn;
  readonly #there: Deno.TcpConn;
  readonly #byte = new Uint8Array(1);
  #activity = 0;
  #dialling = 0;

  private constructor(here: Deno.TcpConn, there: Deno.TcpConn) {
    this.#here = here;
    this.#there = there;
  }

  /** Opens a connection to itself. */
  static async open(): Promise<QuietNet> {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const [there, here] = await Promise.all([
      listener.accept(),
      Deno.connect({ hostname: "127.0.0.1", port }),
    ]);
    here.setNoDelay(true);
    return new QuietNet(here, there);
  }

  /** Records activity. */
  stir(): void {
    this.#activity++;
  }

  /** Records a dial, which may take its time, as other threads look up the address. */
  async dialled<T>(dial: Promise<T>): Promise<T> {
    this.#dialling++;
    try {
      return await dial;
    } finally {
      this.#dialling--;
      this.stir();
    }
  }

  /** Waits until nothing has gone on for some turns. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 3;) {
      const before = this.#activity;
      // Read first: a byte that is there already is taken without a look at the other sockets.
      const read = this.#there.read(new Uint8Array(1));
      await new Promise((resolve) => setImmediate(resolve));
      await this.#here.write(this.#byte);
      await read;
      still = this.#activity === before && this.#dialling === 0 ? still + 1 : 0;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#here.close();
    this.#there.close();
    return Promise.resolve();
  }
}

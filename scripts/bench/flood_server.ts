/** A server whose jobs change all the time, and that notifies all subscribers. */
export class FloodServer implements AsyncDisposable {
  readonly hostname = "127.0.0.1";
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #jobs: number;
  readonly #rate: number;
  readonly #talks = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;
  #told = 0;
  #answered = 0;

  /** Creates a server with a number of jobs, and of changes per second. */
  constructor({ jobs, rate }: { jobs: number; rate: number }) {
    this.#jobs = jobs;
    this.#rate = rate;
    this.#accepting = this.#accept();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Changes reported so far. */
  get told(): number {
    return this.#told;
  }

  /** Lists of jobs answered so far. */
  get answered(): number {
    return this.#answered;
  }

  /** Stops, once all clients have left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#talks);
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        const talk = this.#talk(conn);
        this.#talks.add(talk);
        talk.finally(() => this.#talks.delete(talk));
      }
    } catch {
      // It listens no more.
    }
  }

  async #talk(conn: Deno.TcpConn): Promise<void> {
    conn.setNoDelay(true);
    const state = { isOpen: true, isWanted: false };
    let writing = Promise.resolve();
    const send = (message: unknown): void => {
      const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
      writing = writing.then(async () => {
        for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
      }).catch(() => {
        state.isOpen = false;
      });
    };
    const flood = this.#flood(send, state, () => writing);
    const lines = conn.readable.pipeThrough(new TextDecoderStream());
    let text = "";
    try {
      for await (const piece of lines) {
        text += piece;
        for (let end; (end = text.indexOf("\n")) >= 0; text = text.slice(end + 1)) {
          const { command } = JSON.parse(text.slice(0, end));
          send({ return: this.#answer(command) });
          if (command === "notify_job") state.isWanted = true;
          if (command === "no_notify_job") state.isWanted = false;
        }
      }
    } catch {
      // The client left without a word.
    }
    state.isOpen = false;
    await flood;
    await writing;
    try {
      conn.close();
    } catch {
      // Reading to the end has closed it.
    }
  }

  #answer(command: string): unknown {
    if (command === "version") return "5.0.0";
    if (command !== "list_jobs") return null;
    this.#answered++;
    return Array.from({ length: this.#jobs }, (_, at) => this.#job(at));
  }

  /** Formats a job, each time in another state. */
  #job(at: number): Record<string, unknown> {
    return {
      job_id: at + 1,
      owner: `user-${at}@example.org`,
      start_time: 1_795_304_843.5 + at,
      keepalive: 60,
      state: at === this.#answered % this.#jobs ? 2 : 3,
      power: true,
      args: [3],
      kwargs: { tags: ["default"] },
      allocated_machine_name: "flood",
      boards: [[at, 0, 0], [at, 0, 1], [at, 0, 2]],
      keepalivehost: "127.0.0.1",
    };
  }

  /** Sends one line at a time, as servers do, and makes up for late timers. */
  async #flood(
    send: (message: unknown) => void,
    state: { readonly isOpen: boolean; readonly isWanted: boolean },
    written: () => Promise<void>,
  ): Promise<void> {
    const began = performance.now();
    for (let changes = 0; state.isOpen;) {
      const due = (performance.now() - began) / 1000 * this.#rate;
      for (; changes < due; changes++) {
        if (!state.isWanted) continue;
        send({ jobs_changed: [changes % this.#jobs + 1] });
        this.#told++;
      }
      await written();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

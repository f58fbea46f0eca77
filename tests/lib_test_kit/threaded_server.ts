/** Messages of the server's thread. */
type Told =
  | { type: "listening"; port: number }
  | { type: "beat"; connection: number }
  | { type: "closed" }
  | ({ type: "report" } & Report);

/** State of the server. */
export interface Report {
  /** The ids of the jobs that are alive. */
  jobs: number[];
  /** The jobs that were destroyed, and why. */
  destroyed: [id: number, reason: string | null][];
  /** When each `get_job_state` came, in seconds, and on which connection. */
  beats: { at: number; connection: number }[];
}

/** A simulated server in another thread. */
export class ThreadedServer implements AsyncDisposable {
  /** The address it listens on. */
  readonly hostname = "127.0.0.1";
  readonly #worker = new Worker(new URL("./simulator_worker.ts", import.meta.url), {
    type: "module",
  });
  readonly #waiting = new Set<(told: Told) => void>();
  #port = 0;

  private constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => {
      for (const take of this.#waiting) take(data);
    };
  }

  /** Starts it. */
  static async start(): Promise<ThreadedServer> {
    const server = new ThreadedServer();
    const told = await server.#next((told) => told.type === "listening");
    if (told.type === "listening") server.#port = told.port;
    return server;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Waits for a `get_job_state` on a connection that was made after another one. */
  async beatAfter(connection: number): Promise<void> {
    await this.#next((told) => told.type === "beat" && told.connection > connection);
  }

  /** Returns the state of the server. */
  async report(): Promise<Report> {
    this.#worker.postMessage("report");
    const told = await this.#next((told) => told.type === "report");
    if (told.type !== "report") throw new Error("that was no report");
    return told;
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage("close");
    await this.#next((told) => told.type === "closed");
  }

  #next(isIt: (told: Told) => boolean): Promise<Told> {
    return new Promise((resolve) => {
      const take = (told: Told): void => {
        if (!isIt(told)) return;
        this.#waiting.delete(take);
        resolve(told);
      };
      this.#waiting.add(take);
    });
  }
}

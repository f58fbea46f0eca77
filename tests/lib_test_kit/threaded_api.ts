/** A simulated HTTP API in another thread. */
export class ThreadedApi implements AsyncDisposable {
  readonly #worker = new Worker(new URL("./api_worker.ts", import.meta.url), { type: "module" });
  #url = "";

  private constructor() {}

  /** Starts it. */
  static async start(): Promise<ThreadedApi> {
    const api = new ThreadedApi();
    api.#url = await api.#next() as string;
    return api;
  }

  /** Base URL of it. */
  get url(): string {
    return this.#url;
  }

  /** Has it forget all sessions, or refuse all passwords from now on. */
  tell(what: "forget" | "refuse"): void {
    this.#worker.postMessage(what);
  }

  /** Returns the requests that came since the last report, up to a time in milliseconds. */
  async report(until = Infinity): Promise<string[]> {
    this.#worker.postMessage("report");
    const requests = await this.#next() as { at: number; text: string }[];
    return requests.filter(({ at }) => at <= until).map(({ text }) => text);
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage("close");
    await this.#next();
  }

  #next(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
    });
  }
}

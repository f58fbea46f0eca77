import { ApiClient, type ApiClientOptions } from "../../lib/v2/api_client.ts";
import { EventClock } from "./event_clock.ts";
import { MemoryApi, type MemoryApiOptions, settleApi } from "./memory_api.ts";

/** Credentials of the simulated API's standard account. */
export const TESTER = { user: "tester", password: "secret" } as const;

/** Time at which every {@linkcode ApiTest} starts, in Unix seconds. */
export const START = 1_600_000_000;

/** The simulated API in memory, and a clock that it shares with its clients. */
export class ApiTest implements Disposable {
  readonly clock = new EventClock(START);
  readonly api: MemoryApi;

  constructor(options: MemoryApiOptions = {}) {
    this.api = new MemoryApi(this.clock, options);
  }

  /** Options of a server for sessions, lifelines and jobs. */
  get options() {
    const { api: { url: hostname, fetch }, clock } = this;
    return { hostname, fetch, clock, credentials: TESTER };
  }

  /** Creates a client; `tester` is to log in. */
  client(options: ApiClientOptions = {}): ApiClient {
    const { api: { fetch }, clock } = this;
    return new ApiClient(this.api.url, { fetch, clock, credentials: TESTER, ...options });
  }

  /** Lets time pass, from event to event. */
  async pass(seconds: number): Promise<void> {
    const end = this.clock.now() + seconds;
    await settleApi();
    while (this.clock.now() < end - 1e-6) {
      this.clock.advance(Math.min(end - this.clock.now(), this.clock.nextIn));
      await settleApi();
    }
  }

  /** Lets time pass until a promise settles, and returns its value. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = promise.finally(() => isSettled = true);
    settled.catch(() => {});
    for (let steps = 0; !isSettled && steps < 10_000; steps++) {
      await settleApi();
      if (!isSettled) this.clock.advance(Math.min(this.clock.nextIn, 60));
    }
    return await settled;
  }

  /** Cancels everything pending of the server. */
  [Symbol.dispose](): void {
    this.api.stop();
  }
}

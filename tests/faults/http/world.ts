import { orAborted } from "../../../lib/clock.ts";
import type { ReceivedRequest } from "../../../lib/simulator/v2/options.ts";
import type { Fetch } from "../../../lib/v2/http.ts";
// Loaded before the world begins: no time passes there while a module is read.
import "../../../lib/v2/api_client.ts";
import { EventClock } from "../../lib_test_kit/event_clock.ts";
import { MemoryApi, type MemoryApiOptions, settleApi } from "../../lib_test_kit/memory_api.ts";

/** A request on its way, and what can be done with it. */
export interface OnItsWay {
  /** The request. */
  readonly received: ReceivedRequest;
  /** Name of the client that sent it. */
  readonly client: string;
  /** Has the server carry it out, and returns its answer. */
  answer(): Promise<Response>;
}

/** What becomes of a request instead of its answer. */
export type Act = (on: OnItsWay, world: HttpWorld) => Promise<Response>;

/** A fault that waits for the requests that it spoils. */
interface Trap {
  readonly fits: (on: OnItsWay) => boolean;
  readonly act: Act;
  left: number;
  until: number;
}

/** A change that the server has carried out. */
export interface Carried {
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: number;
}

/** A world in memory between clients and the simulated HTTP API, and the time that passes there. */
export class HttpWorld {
  /** Clock of the server. */
  readonly clock = new EventClock(1_600_000_000);
  /** Clock of the clients. */
  readonly clientClock = new EventClock(0);
  readonly api: MemoryApi;
  /** Requests other than `GET` that were carried out. */
  readonly carried: Carried[] = [];
  /** Ids of the jobs that were created, by client. */
  readonly created = new Map<string, number[]>();
  /** Number of requests that clients wait for. */
  open = 0;
  /** Seconds that every request and every answer takes. */
  latency = 0;
  /** Called with every request as it is sent. */
  onSend: (on: OnItsWay) => void = () => {};
  readonly #traps: Trap[] = [];

  constructor(options: MemoryApiOptions = {}) {
    this.api = new MemoryApi(this.clock, options);
  }

  /** Sends the requests of one client. */
  fetch(client: string): Fetch {
    return async (request) => {
      this.open++;
      try {
        return await orAborted(this.#send(request, client), request.signal);
      } finally {
        this.open--;
      }
    };
  }

  /** Spoils the next requests that fit, or all that come within some seconds. */
  spoil(
    fits: (on: OnItsWay) => boolean,
    act: Act,
    { times = 1, seconds = Infinity }: { times?: number; seconds?: number } = {},
  ): void {
    this.#traps.push({ fits, act, left: times, until: this.clock.now() + seconds });
  }

  /** Whether a fault has not found what it is to spoil. */
  get awaitsMore(): boolean {
    return this.#traps.some(({ left, until }) => left > 0 && until === Infinity);
  }

  /** Takes back all faults. */
  calm(): void {
    this.#traps.length = 0;
  }

  /** Settles after some seconds on the wall. */
  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(seconds, resolve));
  }

  /** Lets time pass, from event to event. */
  async pass(seconds: number): Promise<void> {
    const end = this.clock.now() + seconds;
    await settleApi();
    while (this.clock.now() < end - 1e-6) {
      const next = Math.min(this.clock.nextIn, this.clientClock.nextIn);
      const step = Math.min(end - this.clock.now(), next);
      this.clock.advance(step);
      this.clientClock.advance(step);
      await settleApi();
    }
  }

  async #send(request: Request, client: string): Promise<Response> {
    const received = this.api.receive(request);
    const on: OnItsWay = { received, client, answer: () => this.#carry(request, client) };
    this.onSend(on);
    if (this.latency > 0) await this.wait(this.latency);
    const now = this.clock.now();
    const trap = this.#traps.find(({ fits, left, until }) => left > 0 && now < until && fits(on));
    if (trap) trap.left--;
    const response = await (trap ? trap.act(on, this) : on.answer());
    if (this.latency > 0) await this.wait(this.latency);
    return response;
  }

  async #carry(request: Request, client: string): Promise<Response> {
    const { method, url } = request;
    const response = await this.api.answer(request);
    const path = url.slice(this.api.url.length);
    const at = this.clock.now();
    if (response.status === 201) {
      const id = Number(response.headers.get("Location")?.split("/").at(-1));
      this.created.set(client, [...this.created.get(client) ?? [], id]);
    }
    if (method !== "GET") this.carried.push({ client, method, path, status: response.status, at });
    return response;
  }
}

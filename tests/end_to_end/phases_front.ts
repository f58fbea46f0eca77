import { commandOf } from "../lib_test_kit/manners.ts";
import type { Slow } from "./phases_server.ts";

/** Path of the API behind the host. */
const BASE = "/spalloc/";

/** A front of an HTTP API, whose answers to one command can be slow. */
export class SlowFront implements AsyncDisposable {
  /** Base URL of the front. */
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #end = new AbortController();
  readonly #target: string;
  readonly #slow: Slow | null;
  readonly #onReached: () => void;
  #wasHeld = false;

  constructor(target: string, slow: Slow | null, onReached: () => void) {
    this.#target = target;
    this.#slow = slow;
    this.#onReached = onReached;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
      signal: this.#end.signal,
    }, (request) => this.#answer(request));
    this.url = `http://127.0.0.1:${this.#server.addr.port}${BASE}`;
  }

  /** Stops it, with all answers that are held back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }

  async #answer(request: Request): Promise<Response> {
    const { method, headers } = request;
    const { pathname, search } = new URL(request.url);
    const path = pathname.slice(BASE.length) + search;
    const body = method === "GET" ? null : await request.arrayBuffer();
    // A server that has become mute does nothing either.
    if (this.#isMute) await this.#holdBack();
    const isHeld = this.#isHeld(method, path);
    const answer = await fetch(this.#target + path, {
      method,
      headers,
      body,
      redirect: "manual",
    });
    const whole = new Response(answer.body && await answer.arrayBuffer(), answer);
    if (isHeld) await this.#holdBack();
    return whole;
  }

  #isHeld(method: string, path: string): boolean {
    const { command } = this.#slow ?? {};
    const isFirst = command === "version" || commandOf(method, path)?.name === command;
    if (this.#slow === null || this.#wasHeld || !isFirst) return false;
    return this.#wasHeld = true;
  }

  get #isMute(): boolean {
    return this.#wasHeld && this.#slow?.everywhere === true;
  }

  async #holdBack(): Promise<void> {
    this.#onReached();
    const seconds = this.#slow?.seconds ?? null;
    await new Promise<void>((resolve) => {
      this.#end.signal.addEventListener("abort", () => resolve());
      if (seconds !== null) setTimeout(resolve, seconds * 1000);
    });
  }
}

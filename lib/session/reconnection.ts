import { anyOf, type Clock, orAborted, sleep } from "../clock.ts";
import { asSpallocError } from "../as_spalloc_error.ts";
import { ConnectionError, type SpallocError } from "../errors.ts";
import type { Server } from "../server.ts";
import { tell } from "../tell.ts";
import type { SessionEvents } from "./events.ts";

/** Seconds until the loss of an unused connection is reported. */
const QUIET_SECONDS = 1;

/** Options of a {@linkcode Reconnection}. */
interface Patience {
  events: SessionEvents;
  clock: Clock;
  /** Seconds between attempts. */
  delay: number;
  /** Aborted when no connection is wanted any more. */
  stop: AbortSignal;
}

/** Reconnects again and again, until it works, and reports it. */
export class Reconnection {
  readonly #connect: (signal: AbortSignal) => Promise<Server>;
  readonly #patience: Patience;
  /** Ends the pause before the next attempt, if there is one. */
  #endPause: () => void = () => {};
  #inTrouble = false;

  constructor(connect: (signal: AbortSignal) => Promise<Server>, patience: Patience) {
    this.#connect = connect;
    this.#patience = patience;
  }

  /** Starts the next attempt at once. */
  hurry(): void {
    this.#endPause();
  }

  /**
   * Reconnects after a connection that held for `seconds`; `null` if none is wanted any more.
   *
   * One on which nothing was under way may have ended because it was idle, as some proxies have
   * it: that is not told, if the next one is there soon.
   */
  async after(error: ConnectionError, seconds: number): Promise<Server | null> {
    const { clock, delay } = this.#patience;
    const isHarmless = error.code === "connection" && error.outcome === "not sent";
    const holds = seconds > (isHarmless ? Math.min(delay, QUIET_SECONDS) : delay);
    if (!isHarmless) this.#tellTrouble(error);
    const cancel = clock.after(QUIET_SECONDS, () => {
      if (!this.#inTrouble) this.#tellTrouble(error);
    });
    try {
      return await this.#try(holds ? 0 : delay);
    } finally {
      cancel();
    }
  }

  async #try(first: number): Promise<Server | null> {
    const { events, delay, stop } = this.#patience;
    for (let wait = first;; wait = delay) {
      try {
        await this.#pause(wait);
        const client = await this.#connect(stop);
        try {
          await orAborted(events.onReconnect?.(client) ?? Promise.resolve(), stop);
        } catch (cause) {
          client.abort(new ConnectionError("The connection was given up", "unknown", { cause }));
          throw cause;
        }
        if (this.#inTrouble) tell(events.onRecovered);
        this.#inTrouble = false;
        return client;
      } catch (error) {
        if (stop.aborted) return null;
        this.#tellTrouble(asSpallocError(error));
      }
    }
  }

  /** Waits for `seconds`, or until the connection is needed. */
  async #pause(seconds: number): Promise<void> {
    const { clock, stop } = this.#patience;
    const needed = new AbortController();
    this.#endPause = () => needed.abort();
    await sleep(clock, seconds, anyOf(stop, needed.signal)).catch(() => {});
    this.#endPause = () => {};
    stop.throwIfAborted();
  }

  #tellTrouble(error: SpallocError): void {
    this.#inTrouble = true;
    tell(this.#patience.events.onTrouble, error);
  }
}

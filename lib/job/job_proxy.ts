import type { Clock } from "../clock.ts";
import { DEFAULT_RECONNECT_DELAY, SHORTEST_DELAY } from "../connect.ts";
import { JobState } from "../protocol/messages.ts";
import type { ProxyConnection } from "../v2/proxy/connection.ts";
import type { HeldJob } from "./held_job.ts";
import type { JobOptions } from "./options.ts";

/** The connection to a job's boards, which is made when it is first needed. */
export class JobProxy {
  readonly #held: HeldJob;
  readonly #clock: Clock;
  readonly #options: JobOptions;
  #connection: Promise<ProxyConnection> | null = null;

  constructor(held: HeldJob, options: JobOptions & { clock: Clock }) {
    this.#held = held;
    this.#clock = options.clock;
    this.#options = options;
  }

  /**
   * Returns the connection, which ends with the job.
   *
   * @throws {UnsupportedError} if the server has none.
   * @throws {ConnectionError} if it can't be made now.
   */
  connection(): Promise<ProxyConnection> {
    if (this.#connection) return this.#connection;
    const connection = this.#open();
    this.#connection = connection;
    connection.catch(() => this.#connection = null);
    return connection;
  }

  /** Waits until nothing is left of it, once the job is over. */
  async gone(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.gone;
  }

  async #open(): Promise<ProxyConnection> {
    const { ProxyConnection } = await import("../v2/proxy/connection.ts");
    const { known, id } = this.#held;
    const { reconnectDelay = DEFAULT_RECONNECT_DELAY, onTrouble, onRecovered } = this.#options;
    const stop = known.until();
    stop.throwIfAborted();
    const connection = await ProxyConnection.open({
      connect: (signal) => {
        return this.#held.ask((server) => server.openProxy(id, { signal }), { signal });
      },
      clock: this.#clock,
      delay: Math.max(reconnectDelay, SHORTEST_DELAY),
      ...{ stop, onTrouble, onRecovered },
    });
    this.#follow(connection);
    return connection;
  }

  /** Renews the connection each time that the boards were powered: what it was before is deaf. */
  async #follow(connection: ProxyConnection): Promise<void> {
    let wasReady = this.#held.known.current.state === JobState.ready;
    for await (const { state } of this.#held.known.changes()) {
      const isReady = state === JobState.ready;
      if (isReady && !wasReady) connection.renew();
      wasReady = isReady;
    }
  }
}

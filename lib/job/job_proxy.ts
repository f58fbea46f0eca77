import { type Clock, orAborted } from "../clock.ts";
import { DEFAULT_RECONNECT_DELAY, SHORTEST_DELAY } from "../connect.ts";
import { NotReadyError } from "../errors.ts";
import type { Forwarding, ForwardOptions } from "../forwarding/forwarding.ts";
import { checkUdpPort } from "../forwarding/ports.ts";
import type { ChipCoordinate } from "../machine/coordinates.ts";
import { JobState } from "../protocol/messages.ts";
import type { BoardChannel } from "../v2/proxy/board_channel.ts";
import type { ProxyConnection } from "../v2/proxy/connection.ts";
import type { HeldJob } from "./held_job.ts";
import type { JobBoards } from "./job_boards.ts";
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

  /** Opens a channel to a port of a board. It throws what `Job.openChannel` does. */
  async openChannel(
    chip: ChipCoordinate,
    port: number,
    signal?: AbortSignal,
  ): Promise<BoardChannel> {
    checkUdpPort(port);
    const { BoardChannel } = await import("../v2/proxy/board_channel.ts");
    const connection = await orAborted(this.#connected(), signal);
    return await BoardChannel.open(connection, chip, port, signal);
  }

  /** Brings boards within reach of this computer. It throws what `Job.forward` does. */
  async forward(boards: JobBoards, options: ForwardOptions): Promise<Forwarding> {
    const { signal, ports = [] } = options;
    for (const port of ports) checkUdpPort(port);
    const { Forwarding } = await import("../forwarding/forwarding.ts");
    const connection = await orAborted(this.#connected(), signal);
    const machine = await boards.read({ ...signal && { signal } });
    if (!machine) throw new NotReadyError(this.#held.id, 0);
    const { connections } = machine;
    return await Forwarding.start(connection, connections, { ...options, clock: this.#clock });
  }

  /** Waits until nothing is left of it, once the job is over. */
  async gone(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    await connection?.gone;
  }

  /**
   * Returns the connection, which ends with the job.
   *
   * @throws {UnsupportedError} if the server has none.
   * @throws {ConnectionError} if it can't be made now.
   */
  #connected(): Promise<ProxyConnection> {
    if (this.#connection) return this.#connection;
    const connection = this.#open();
    this.#connection = connection;
    connection.catch(() => this.#connection = null);
    return connection;
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

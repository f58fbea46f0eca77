import type { Clock } from "../clock.ts";
import type { ChipCoordinate } from "../machine/coordinates.ts";
import type { Address } from "../protocol/transport.ts";
import type { Channel, DatagramCounters } from "../v2/proxy/channel.ts";
import type { ProxyConnection } from "../v2/proxy/connection.ts";
import type { UdpSocket } from "./udp_socket.ts";

/** Seconds until the channel of a program that sends and gets nothing is closed. */
const IDLE_SECONDS = 600;
/** Seconds between looks for such channels. */
const LOOK_SECONDS = 60;
/** Maximum channels to a port of a board; the one that was idle longest makes room. */
const MOST_FLOWS = 256;

/** Options of {@linkcode Flows}. */
interface FlowsOptions {
  connection: ProxyConnection;
  clock: Clock;
  counters: DatagramCounters;
  chip: ChipCoordinate;
  port: number;
}

/** A program's socket, and its channel to the board. */
interface Flow {
  channel: Channel;
  usedAt: number;
}

/**
 * Programs that talk to one port of a board. Each of their sockets has a channel of its own, so
 * that answers come back to who asked.
 */
export class Flows {
  /** Socket that answers come from. */
  socket: UdpSocket | null = null;
  readonly #options: FlowsOptions;
  /** Flows by the program's address, the one that was used last at the end. */
  readonly #flows = new Map<string, Flow>();
  #cancelLook: () => void = () => {};

  constructor(options: FlowsOptions) {
    this.#options = options;
  }

  /** Sends a program's datagram to the board. */
  send(datagram: Uint8Array, from: Address): void {
    const key = `${from.hostname}:${from.port}`;
    const flow = this.#flows.get(key) ?? this.#begin(key, from);
    flow.usedAt = this.#options.clock.now();
    flow.channel.send(datagram);
  }

  /** Closes all channels. */
  close(): void {
    this.#cancelLook();
    for (const { channel } of this.#flows.values()) channel.close();
    this.#flows.clear();
  }

  #begin(key: string, from: Address): Flow {
    if (this.#flows.size === 0) this.#lookLater();
    if (this.#flows.size >= MOST_FLOWS) this.#endOldest();
    const { connection, clock, counters, chip, port } = this.#options;
    const drop = (): void => void counters.dropped++;
    const flow = {
      channel: connection.openChannel({
        chip,
        port,
        counters,
        onDatagram: (datagram) => {
          flow.usedAt = clock.now();
          this.socket?.send(datagram, from, drop);
        },
        // What the board's next datagram needs is opened by the program's next one.
        onRefused: () => this.#flows.delete(key),
      }),
      usedAt: clock.now(),
    };
    this.#flows.set(key, flow);
    return flow;
  }

  #endOldest(): void {
    const oldest = [...this.#flows].reduce((one, other) =>
      other[1].usedAt < one[1].usedAt ? other : one
    );
    this.#end(...oldest);
  }

  #end(key: string, { channel }: Flow): void {
    channel.close();
    this.#flows.delete(key);
  }

  #lookLater(): void {
    const { clock } = this.#options;
    this.#cancelLook();
    this.#cancelLook = clock.after(LOOK_SECONDS, () => {
      const since = clock.now() - IDLE_SECONDS;
      for (const [key, flow] of this.#flows) if (flow.usedAt <= since) this.#end(key, flow);
      if (this.#flows.size > 0) this.#lookLater();
    });
  }
}

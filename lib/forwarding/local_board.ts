import type { Clock } from "../clock.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import type { DatagramCounters } from "../v2/proxy/channel.ts";
import type { ProxyConnection } from "../v2/proxy/connection.ts";
import { Flows } from "./flows.ts";
import type { BindFailure, BindUdp, UdpSocket } from "./udp_socket.ts";

/** What all boards of a job need. */
export interface LocalBoardParts {
  connection: ProxyConnection;
  clock: Clock;
  counters: DatagramCounters;
  bind: BindUdp;
}

/** A board that programs on this computer reach at a loopback address. */
export class LocalBoard {
  /** Loopback address of the board. */
  readonly hostname: string;
  readonly #sockets: UdpSocket[] = [];
  readonly #flows: Flows[] = [];

  private constructor(hostname: string) {
    this.hostname = hostname;
  }

  /** Binds all ports of a board at an address; none of them if one can't be bound. */
  static async bind(
    hostname: string,
    { x, y }: EthernetChip,
    ports: readonly number[],
    { bind, ...parts }: LocalBoardParts,
  ): Promise<LocalBoard | BindFailure> {
    const board = new LocalBoard(hostname);
    try {
      for (const port of ports) {
        const flows = new Flows({ ...parts, chip: [x, y], port });
        const onDatagram = flows.send.bind(flows);
        const socket = await bind({ hostname, port, onDatagram });
        if (typeof socket === "string") {
          await board.close();
          return socket;
        }
        flows.socket = socket;
        board.#sockets.push(socket);
        board.#flows.push(flows);
      }
      return board;
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  /** Closes its sockets, and all channels to the board. */
  async close(): Promise<void> {
    for (const flows of this.#flows) flows.close();
    await Promise.all(this.#sockets.map((socket) => socket.close()));
  }
}

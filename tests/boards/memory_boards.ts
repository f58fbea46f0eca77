import type { DatagramOptions, DatagramSocket } from "../../lib/boards/datagrams.ts";
import { SCP_PORT } from "../../lib/boards/scp.ts";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import type { Address } from "../../lib/protocol/transport.ts";
import { answerOfBoard } from "../../lib/simulator/boards/answer.ts";

/** A datagram that was sent. */
export interface Sent {
  readonly datagram: Uint8Array;
  readonly to: Address;
}

/** What becomes of a datagram: who answers what, or nothing. */
export type OnSent = (sent: Sent, boards: MemoryBoards) => void;

/** Returns the first boards of a frame, with addresses of their own. */
export function chips(count: number): EthernetChip[] {
  return Array.from({ length: count }, (_, index) => ({
    x: 4 * index,
    y: 8 * index,
    hostname: `10.11.${index >> 8}.${index & 255}`,
  }));
}

/** A UDP socket without a network: what is sent is kept, and a test says what comes back. */
export class MemoryBoards implements DatagramSocket {
  readonly address: Address = { hostname: "0.0.0.0", port: 40_000 };
  readonly sent: Sent[] = [];
  isClosed = false;
  readonly #onSent: OnSent;
  #options: DatagramOptions | undefined;

  /** Boards that do this with every datagram: nothing by default. */
  constructor(onSent: OnSent = () => {}) {
    this.#onSent = onSent;
  }

  /** Opens the only socket that there is. */
  readonly open = (options: DatagramOptions): Promise<DatagramSocket> => {
    this.#options = options;
    return Promise.resolve(this);
  };

  send(datagram: Uint8Array, to: Address): Promise<void> {
    if (this.isClosed) throw new Error("the socket is closed");
    const sent = { datagram, to };
    this.sent.push(sent);
    return new Promise((resolve) => {
      this.#onSent(sent, this);
      resolve();
    });
  }

  resolve(hostname: string): Promise<string> {
    return Promise.reject(new Error(`there is no ${hostname}`));
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  /** Lets a datagram come from somewhere. */
  receive(datagram: Uint8Array, from: Address): void {
    this.#options?.onDatagram(datagram, from);
  }

  /** Lets a board answer what was sent to it. */
  answer({ datagram, to }: Sent): void {
    this.receive(answerTo(datagram), to);
  }
}

/** The right answer to a question. */
export function answerTo(datagram: Uint8Array): Uint8Array {
  const answer = answerOfBoard(datagram, { port: SCP_PORT, chip: [0, 0] });
  if (answer === null) throw new Error("boards do not answer that");
  return answer;
}

import { type DatagramSocket, openDatagrams } from "../../boards/datagrams.ts";
import { BOOT_PORT, SCP_PORT } from "../../boards/scp.ts";
import { RequestError } from "../../errors.ts";
import type { BoardCoordinate } from "../../machine/mod.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import type { BoardDatagram } from "./simulated_boards.ts";

/** Maximum boards that have sockets, two each. */
const MOST_BOARDS = 1200;

/** Ports on which boards listen. */
const PORTS = [SCP_PORT, BOOT_PORT];

/** Second byte of the first loopback network that is tried, and of the last one. */
const NETWORKS = { first: 11, last: 250 };

/** Returns what a board says to a datagram; `null` for nothing. */
export type AnswerOf = (
  machine: SimulatedMachine,
  board: BoardCoordinate,
  datagram: BoardDatagram,
) => Uint8Array | null;

/** UDP sockets of boards, each on a loopback address of its own, which is the address of the board. */
export class BoardSockets {
  readonly #sockets: DatagramSocket[] = [];
  /** Returns what a board says; set when there is a server that knows. */
  answerOf: AnswerOf = () => null;

  private constructor() {}

  /**
   * Opens the sockets of all boards, and gives the machines the addresses: a loopback network each
   * in which all of these are free.
   *
   * @throws {RequestError} if there are too many boards, or no network is free (rejects).
   * @throws {ConnectionError} if the sockets can't be opened (rejects).
   */
  static async open(machines: Iterable<SimulatedMachine>): Promise<BoardSockets> {
    const all = [...machines].map((machine) => ({ machine, boards: machine.allBoards() }));
    const count = all.reduce((sum, { boards }) => sum + boards.length, 0);
    if (count > MOST_BOARDS) {
      throw new RequestError(
        `Cannot give addresses to ${count} boards: at most ${MOST_BOARDS}, because each needs ` +
          "two sockets",
      );
    }
    const sockets = new BoardSockets();
    let network = NETWORKS.first;
    try {
      for (const { machine, boards } of all) {
        network = await sockets.#openIn(network, machine, boards) + 1;
      }
    } catch (error) {
      await sockets.close();
      throw error;
    }
    return sockets;
  }

  /** Closes all sockets. */
  async close(): Promise<void> {
    await Promise.all(this.#sockets.splice(0).map((socket) => socket.close()));
  }

  /** Opens the sockets of a machine in the first network that is free, and returns which it is. */
  async #openIn(
    network: number,
    machine: SimulatedMachine,
    boards: readonly BoardCoordinate[],
  ): Promise<number> {
    const before = this.#sockets.length;
    for (let next = network; next <= NETWORKS.last; next++) {
      machine.useAddresses(`127.${next}.0.0`);
      try {
        for (const board of boards) {
          for (const port of PORTS) await this.#open(machine, board, port);
        }
        return next;
      } catch (error) {
        const opened = this.#sockets.splice(before);
        await Promise.all(opened.map((socket) => socket.close()));
        if (!isInUse(error)) throw error;
      }
    }
    throw new RequestError("Cannot give addresses to boards: all loopback networks are in use");
  }

  async #open(machine: SimulatedMachine, board: BoardCoordinate, port: number): Promise<void> {
    const socket = await openDatagrams({
      hostname: machine.address(board),
      port,
      onDatagram: (bytes, from) => {
        const answer = this.answerOf(machine, board, { port, bytes });
        // One that asks and does not stay has nobody left to tell.
        if (answer) socket.send(answer, from).catch(() => {});
      },
    });
    this.#sockets.push(socket);
  }
}

function isInUse(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
}

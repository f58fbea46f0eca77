/** A reference server whose boards answer over UDP, on loopback addresses of their own. */
import { answerOfBoard } from "../../lib/simulator/boards/answer.ts";
import { BoardSockets } from "../../lib/simulator/boards/board_sockets.ts";
import { SimulatedMachine } from "../../lib/simulator/simulated_machine.ts";
import type { BoardCoordinate } from "../../lib/simulator/mod.ts";
import { ReferenceServer, type ReferenceServerOptions } from "./reference_server.ts";

/** A frame of 24 boards, and those of its boards that do not answer. */
export interface Frame {
  /** Name of the machine. */
  name: string;
  /** Boards that do not answer. */
  silent: readonly BoardCoordinate[];
}

/** A reference server with frames of boards, which answer as soon as there are any. */
export class AnsweringBoards implements AsyncDisposable {
  private constructor(
    /** The server. */
    readonly server: ReferenceServer,
    private readonly machines: ReadonlyMap<string, SimulatedMachine>,
    private readonly sockets: BoardSockets,
  ) {}

  /** Opens the boards' sockets, and starts a server that has them. */
  static async start(
    frames: readonly Frame[],
    options: Omit<ReferenceServerOptions, "machines"> = {},
  ): Promise<AnsweringBoards> {
    const machines = frames.map(({ name, silent }, ordinal) =>
      new SimulatedMachine({ name, width: 4, height: 2, silentBoards: silent }, ordinal)
    );
    const sockets = await BoardSockets.open(machines);
    sockets.answerOf = (machine, board, { port, bytes }) =>
      machine.isSilent(board) ? null : answerOfBoard(bytes, { port, chip: [0, 0] });
    try {
      const server = await ReferenceServer.start({
        ...options,
        machines: machines.map((machine) => ({
          ...{ name: machine.name, width: machine.width, height: machine.height },
          baseAddress: machine.address([0, 0, 0]).replace(/1$/, "0"),
        })),
      });
      const byName = new Map(machines.map((machine) => [machine.name, machine]));
      return new AnsweringBoards(server, byName, sockets);
    } catch (error) {
      await sockets.close();
      throw error;
    }
  }

  /** Returns the address of a board; that of a board of the first machine where none is named. */
  address(board: BoardCoordinate, name?: string): string {
    const machine = name === undefined ? [...this.machines.values()][0] : this.machines.get(name);
    if (!machine) throw new RangeError(`There is no machine ${name}`);
    return machine.address(board);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.sockets.close();
  }
}

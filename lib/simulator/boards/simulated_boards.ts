import { BOOT_PORT } from "../../boards/scp.ts";
import type { BoardCoordinate } from "../../machine/mod.ts";
import { fromOrigin, type SimulatedJob } from "../job.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { answerOfBoard } from "./answer.ts";
import { BootLoader } from "./boot_loader.ts";

/** A datagram for a board. */
export interface BoardDatagram {
  /** UDP port of the board. */
  readonly port: number;
  /** Content of the datagram. */
  readonly bytes: Uint8Array;
}

/**
 * The boards as they are reached over UDP, directly or through a proxy: what they say to a datagram.
 *
 * Boards are silent while they are off, and those that are to be silent are always. As to software,
 * they have it as soon as they are on; or they are silent until they are booted, over the board of any
 * of a job's Ethernet chips, which boots all of the job.
 */
export class SimulatedBoards {
  readonly #needBoot: boolean;
  readonly #loaders = new WeakMap<SimulatedJob, BootLoader>();

  /** Creates boards that have to be booted, or do not. */
  constructor({ needBoot }: { needBoot: boolean }) {
    this.#needBoot = needBoot;
  }

  /** Returns what a board of a machine says; `null` for nothing, also if no job has it. */
  answerAt(
    machine: SimulatedMachine,
    board: BoardCoordinate,
    { jobs, datagram }: { jobs: readonly SimulatedJob[]; datagram: BoardDatagram },
  ): Uint8Array<ArrayBuffer> | null {
    const job = jobs.find(({ grant }) =>
      grant?.machine === machine && grant.boards.some((other) => isSame(other, board))
    );
    return job ? this.answer(job, board, datagram) : null;
  }

  /** Returns what a board of a job says to a datagram; `null` for nothing. */
  answer(
    job: SimulatedJob,
    board: BoardCoordinate,
    { port, bytes }: BoardDatagram,
  ): Uint8Array<ArrayBuffer> | null {
    const { grant } = job;
    if (grant === null || !job.isOn || grant.machine.isSilent(board)) return null;
    if (port === BOOT_PORT) {
      if (this.#loaderOf(job).receive(bytes)) job.isBooted = true;
      return null;
    }
    if (this.#needBoot && !job.isBooted) return null;
    return answerOfBoard(bytes, { port, chip: fromOrigin(board, grant.origin) });
  }

  #loaderOf(job: SimulatedJob): BootLoader {
    const known = this.#loaders.get(job);
    if (known) return known;
    const loader = new BootLoader();
    this.#loaders.set(job, loader);
    return loader;
  }
}

function isSame(one: BoardCoordinate, other: BoardCoordinate): boolean {
  return one[0] === other[0] && one[1] === other[1] && one[2] === other[2];
}

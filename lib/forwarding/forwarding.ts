import { type Abortable, type Clock, systemClock } from "../clock.ts";
import { UnsupportedError } from "../errors.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import type { DatagramCounters } from "../v2/proxy/channel.ts";
import type { ProxyConnection } from "../v2/proxy/connection.ts";
import { LocalBoard, type LocalBoardParts } from "./local_board.ts";
import { loopbackAddresses, singleAddresses } from "./loopback.ts";
import { portsOf } from "./ports.ts";
import { type BindUdp, bindUdp } from "./udp_socket.ts";

/** Options of `Job.forward`. */
export interface ForwardOptions extends Abortable {
  /**
   * UDP ports of every board, besides 17893 (SCP) and, on the board with chip (0, 0), 54321
   * (booting).
   *
   * @default {[]}
   */
  ports?: readonly number[];
}

/** A board within reach of the programs on this computer. */
export interface ForwardedBoard extends EthernetChip {
  /** Own address of the board. */
  readonly board: string;
  /** UDP ports that are forwarded. */
  readonly ports: readonly number[];
}

/** Surroundings of a {@linkcode Forwarding}. */
interface Surroundings extends ForwardOptions {
  clock?: Clock;
  bind?: BindUdp;
  /** Number of at least 0 and less than 1. */
  random?: number;
}

/** Maximum addresses in a row that something else has already. */
const MOST_TAKEN = 100;

/**
 * Boards at loopback addresses of this computer, where any of its programs can reach them by UDP.
 *
 * It lasts until its job ends, or it is closed. Every program gets its own answers, in order.
 * What comes faster than the connection takes it is dropped and counted, as datagrams are that come
 * while the connection has to be made again.
 *
 * @example The addresses of all boards, for a program of another language
 * ```ts
 * import type { Job } from "@spalloc/client";
 *
 * async function run(job: Job): Promise<void> {
 *   await using forwarding = await job.forward();
 *   const args = forwarding.boards.map(({ hostname }) => hostname);
 *   await new Deno.Command("my_app", { args }).output();
 * }
 * ```
 */
export class Forwarding implements AsyncDisposable {
  /** Boards and their loopback addresses, sorted as the job's connections are. */
  readonly boards: readonly ForwardedBoard[];
  readonly #local: readonly LocalBoard[];
  readonly #counters: DatagramCounters;
  readonly #ended: AbortSignal;

  private constructor(
    boards: readonly ForwardedBoard[],
    { local, counters, ended }: {
      local: readonly LocalBoard[];
      counters: DatagramCounters;
      ended: AbortSignal;
    },
  ) {
    this.boards = boards;
    this.#local = local;
    this.#counters = counters;
    this.#ended = ended;
  }

  /**
   * Binds addresses for boards; `Job.forward` is the way there.
   *
   * @throws {UnsupportedError} if this computer has not enough loopback addresses.
   */
  static async start(
    connection: ProxyConnection,
    chips: readonly EthernetChip[],
    { ports = [], clock = systemClock, bind = bindUdp, random = Math.random(), signal }:
      Surroundings = {},
  ): Promise<Forwarding> {
    const counters = { sent: 0, received: 0, dropped: 0 };
    const places = new Places({ connection, clock, counters, bind }, random);
    const boards: ForwardedBoard[] = [];
    try {
      for (const chip of chips) {
        signal?.throwIfAborted();
        const open = portsOf([chip.x, chip.y], ports);
        const { hostname } = await places.next(chip, open, chips.length);
        boards.push({ x: chip.x, y: chip.y, hostname, board: chip.hostname, ports: open });
      }
    } catch (error) {
      await places.close();
      throw error;
    }
    return new Forwarding(boards, { local: places.taken, counters, ended: connection.ended });
  }

  /** Numbers of datagrams, so far. */
  get counters(): Readonly<DatagramCounters> {
    return { ...this.#counters };
  }

  /** Aborted when the connection has ended for good, with the reason. */
  get ended(): AbortSignal {
    return this.#ended;
  }

  /** Gives the addresses back; boards are out of reach from now on. */
  async close(): Promise<void> {
    await Promise.all(this.#local.map((board) => board.close()));
  }

  /** Gives the addresses back. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Loopback addresses, one after the other. */
class Places {
  readonly taken: LocalBoard[] = [];
  readonly #parts: LocalBoardParts;
  #addresses: Iterator<string>;
  #isSingle = false;

  constructor(parts: LocalBoardParts, random: number) {
    this.#parts = parts;
    this.#addresses = loopbackAddresses(random);
  }

  /** Gives a board the next free address. */
  async next(
    chip: EthernetChip,
    ports: readonly number[],
    count: number,
  ): Promise<LocalBoard> {
    let used: string | null = null;
    for (let tries = 0; tries < MOST_TAKEN || this.#isSingle; tries++) {
      const { value: hostname, done = false } = this.#addresses.next();
      if (done) break;
      const board = await LocalBoard.bind(hostname, chip, ports, this.#parts);
      if (board instanceof LocalBoard) {
        this.taken.push(board);
        return board;
      }
      if (board === "taken") used = hostname;
      else if (!this.#isSingle) {
        this.#isSingle = true;
        this.#addresses = singleAddresses();
      }
    }
    throw this.#isSingle ? tooFew(this.taken.length, count, used) : allTaken(ports);
  }

  async close(): Promise<void> {
    await Promise.all(this.taken.map((board) => board.close()));
  }
}

function allTaken(ports: readonly number[]): UnsupportedError {
  const what = ports.length === 1 ? `UDP port ${ports[0]}` : `One of UDP ports ${ports.join(", ")}`;
  return new UnsupportedError(
    `${what} is taken on all loopback addresses: another program listens on it at 0.0.0.0`,
  );
}

function tooFew(found: number, wanted: number, used: string | null): UnsupportedError {
  const rest = used === null ? "" : `, as the ports at ${used} are taken`;
  return new UnsupportedError(
    `This computer has ${found} loopback ${found === 1 ? "address" : "addresses"} for the ` +
      `${wanted} ${wanted === 1 ? "board" : "boards"} of the job${rest}: most systems have ` +
      "millions, but macOS has only 127.0.0.1. Each further board needs an address that an " +
      "administrator adds, such as by: sudo ifconfig lo0 alias 127.0.0.2",
  );
}

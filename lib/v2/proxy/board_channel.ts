import { anyOf, orAborted } from "../../clock.ts";
import { RequestError, type ServerError } from "../../errors.ts";
import type { ChipCoordinate } from "../../machine/coordinates.ts";
import type { Channel, DatagramCounters } from "./channel.ts";
import type { ProxyConnection } from "./connection.ts";
import { MOST_DATAGRAM } from "./frames.ts";

/** Maximum bytes of datagrams that nobody has read. */
const MOST_UNREAD = 1024 * 1024;
/** Maximum number of them: to take one from a long list takes long. */
const MOST_DATAGRAMS = 8192;

/**
 * A channel to a UDP port of one of a job's boards, through its server.
 *
 * It is as reliable as UDP: datagrams keep their order, but get lost where one side does not keep
 * up with the other, or the connection has to be made again.
 *
 * @example The version of a board's software
 * ```ts
 * import { Job } from "@spalloc/client";
 *
 * async function askVersion(job: Job): Promise<Uint8Array | null> {
 *   await using channel = await job.openChannel([0, 0], 17893);
 *   // Padding, SDP header, SCP header with command 0 (version).
 *   const request = new Uint8Array(26);
 *   request.set([0, 0, 0x87, 1, 0, 0xff, 0, 0, 0, 0, 0, 0]);
 *   channel.send(request);
 *   for await (const answer of channel) return answer;
 *   return null;
 * }
 * ```
 */
export class BoardChannel implements AsyncDisposable, AsyncIterable<Uint8Array> {
  /** Ethernet chip of the board, in chips of the job. */
  readonly chip: ChipCoordinate;
  /** UDP port of the board. */
  readonly port: number;
  readonly #channel: Channel;
  readonly #ended: AbortSignal;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #isClosed = false;
  #wake: () => void = () => {};
  readonly #onEnd = (): void => this.#wake();

  private constructor(
    connection: ProxyConnection,
    { chip, port, ...on }: {
      chip: ChipCoordinate;
      port: number;
      onOpen: () => void;
      onRefused: (error: ServerError) => void;
    },
  ) {
    this.chip = chip;
    this.port = port;
    this.#ended = connection.ended;
    this.#ended.addEventListener("abort", this.#onEnd);
    const onDatagram = (datagram: Uint8Array): void => this.#take(datagram);
    this.#channel = connection.openChannel({ chip, port, onDatagram, ...on });
  }

  /** Opens a channel over a connection; `Job.openChannel` is the way there. */
  static async open(
    connection: ProxyConnection,
    chip: ChipCoordinate,
    port: number,
    signal?: AbortSignal,
  ): Promise<BoardChannel> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onRefused = (error: ServerError): void => {
      reject(error);
      channel.#finish();
    };
    const channel = new BoardChannel(connection, { chip, port, onOpen: resolve, onRefused });
    try {
      await orAborted(promise, anyOf(signal, connection.ended));
    } catch (error) {
      await channel.close();
      throw error;
    }
    return channel;
  }

  /** Numbers of datagrams, so far. */
  get counters(): Readonly<DatagramCounters> {
    return { ...this.#channel.counters };
  }

  /**
   * Sends a datagram to the board, without waiting; `false` if it was dropped.
   *
   * @throws {RequestError} if it has more than 8,184 bytes, which no proxy takes.
   */
  send(datagram: Uint8Array): boolean {
    if (datagram.length > MOST_DATAGRAM) {
      throw new RequestError(
        `Cannot send a datagram of ${datagram.length} bytes: the maximum is ${MOST_DATAGRAM}`,
      );
    }
    return !this.#isClosed && this.#channel.send(datagram);
  }

  /**
   * Yields the datagrams of the board, until the channel is closed. The oldest 1 MB of those that
   * are not read is kept, or 8,192 of them, and more are dropped.
   *
   * @throws {SpallocError} if the channel is lost for good, as when its job is destroyed.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (let datagram; (datagram = this.#unread.shift());) {
        this.#unreadBytes -= datagram.length;
        yield datagram;
      }
      if (this.#isClosed) return;
      this.#ended.throwIfAborted();
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Closes the channel. */
  close(): Promise<void> {
    if (!this.#isClosed) this.#channel.close();
    this.#finish();
    return Promise.resolve();
  }

  /** Closes the channel. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #finish(): void {
    this.#isClosed = true;
    this.#ended.removeEventListener("abort", this.#onEnd);
    this.#wake();
  }

  #take(datagram: Uint8Array): void {
    const isFull = this.#unread.length >= MOST_DATAGRAMS ||
      this.#unreadBytes + datagram.length > MOST_UNREAD;
    if (isFull) {
      this.#channel.counters.dropped++;
      return;
    }
    this.#unread.push(datagram);
    this.#unreadBytes += datagram.length;
    this.#wake();
  }
}

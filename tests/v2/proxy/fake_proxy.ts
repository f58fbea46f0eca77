import { anyOf } from "../../../lib/clock.ts";
import { ConnectionError, type SpallocError } from "../../../lib/errors.ts";
import { ManualClock } from "../../../lib/simulator/mod.ts";
import type { Channel, ChannelOptions } from "../../../lib/v2/proxy/channel.ts";
import { ProxyConnection } from "../../../lib/v2/proxy/connection.ts";
import type { ProxySocket } from "../../../lib/v2/proxy/socket.ts";
import { join, split } from "../../../lib/v2/proxy/words.ts";

/** The client's end of a websocket whose other end is this test. */
export class FakeSocket implements ProxySocket {
  bufferedAmount = 0;
  onmessage: ProxySocket["onmessage"] = null;
  onclose: ProxySocket["onclose"] = null;
  isOpen = true;
  /** Frames of the client: up to five words, and how many bytes follow those of datagrams. */
  readonly frames: Uint8Array[] = [];
  /** Whether channels are opened as they are asked for. */
  answers = true;

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.frames.push(frame);
    const [code, correlation = 0] = words(frame);
    if (this.answers && code === 0) this.says([0, correlation, 100 + this.count(0)]);
    if (this.answers && code === 1) this.says([1, correlation, 0]);
  }

  close(): void {
    this.dies(1005);
  }

  /** Sends a frame to the client. */
  says(words: readonly number[], rest?: Uint8Array): void {
    this.onmessage?.(new MessageEvent("message", { data: join(words, rest).buffer }));
  }

  /** Closes it, as the server or the network does. */
  dies(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onclose?.(new CloseEvent("close", { code }));
  }

  /** Counts the frames of a kind. */
  count(code: number): number {
    return this.frames.filter((frame) => words(frame)[0] === code).length;
  }

  /** Bytes of the datagrams that were sent, with the channel's number first. */
  get datagrams(): number[][] {
    return this.frames.filter((frame) => words(frame)[0] === 2)
      .map((frame) => [words(frame)[1] ?? 0, ...frame.subarray(8)]);
  }
}

/** Reads up to five words of a frame. */
export function words(frame: Uint8Array): number[] {
  return split(frame, Math.min(5, Math.floor(frame.length / 4)))?.words ?? [];
}

/** A connection to boards whose websockets are in memory. */
export class FakeProxy {
  readonly clock = new ManualClock(0);
  readonly sockets: FakeSocket[] = [];
  readonly said: string[] = [];
  readonly #stop = new AbortController();
  /** Error of the next attempts to connect. */
  refusal: Error | null = null;
  connection!: ProxyConnection;

  /** Connects. */
  static async open(): Promise<FakeProxy> {
    const proxy = new FakeProxy();
    await proxy.connect();
    return proxy;
  }

  /** Connects for the first time. */
  async connect(): Promise<void> {
    this.connection = await ProxyConnection.open({
      connect: () => {
        if (this.refusal) return Promise.reject(this.refusal);
        this.sockets.push(new FakeSocket());
        return Promise.resolve(this.socket);
      },
      clock: this.clock,
      delay: 5,
      stop: anyOf(this.#stop.signal),
      onTrouble: ({ message }: SpallocError) => void this.said.push(message),
      onRecovered: () => void this.said.push("recovered"),
    });
  }

  /** The websocket of now. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** Opens a channel to port 17893 of chip (0, 0), and collects what comes. */
  channel(more: Partial<ChannelOptions> = {}): { channel: Channel; got: number[][] } {
    const got: number[][] = [];
    const onDatagram = (datagram: Uint8Array): void => void got.push([...datagram]);
    const options = { chip: [0, 0], port: 17893, onDatagram, ...more } as const;
    return { channel: this.connection.openChannel(options), got };
  }

  /** Ends the job. */
  async end(reason: Error = new ConnectionError("over", "not sent")): Promise<void> {
    this.#stop.abort(reason);
    await this.connection.gone;
  }
}

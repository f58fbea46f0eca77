import { type Clock, sleep } from "../../clock.ts";
import { ConnectionError, type SpallocError } from "../../errors.ts";
import { tell } from "../../tell.ts";
import { Channel, type ChannelOptions } from "./channel.ts";
import { Link } from "./link.ts";
import type { ProxySocket } from "./socket.ts";

/** Maximum seconds for the server to close its side of a websocket. */
const CLOSE_SECONDS = 1;

/** Seconds within which the first connection has to be made. */
const FIRST_SECONDS = 60;

/** Options of {@linkcode ProxyConnection.open}. */
export interface ProxyConnectionOptions {
  /** Opens a websocket to the boards; it is given the signal `stop`. */
  connect: (signal: AbortSignal) => Promise<ProxySocket>;
  clock: Clock;
  /** Seconds between attempts to reconnect. */
  delay: number;
  /** Aborted when it is no longer wanted, with the reason. */
  stop: AbortSignal;
  /** Called when it breaks; it is tried again. */
  onTrouble?: ((error: SpallocError) => void) | undefined;
  /** Called when it is there again. */
  onRecovered?: (() => void) | undefined;
}

/**
 * A connection to the boards of a job, which carries all of its channels. It is made again when it
 * breaks, with all of its channels; datagrams are dropped meanwhile.
 */
export class ProxyConnection {
  readonly #options: ProxyConnectionOptions;
  readonly #channels = new Set<Channel>();
  readonly #ended = new AbortController();
  #ids = new Map<number, Channel>();
  #link: Link | null = null;
  #life: Promise<void> = Promise.resolve();
  #inTrouble = false;

  private constructor(options: ProxyConnectionOptions) {
    this.#options = options;
  }

  /**
   * Connects for the first time, and tries that again for a minute: whoever has waited for boards
   * must not lose them to a moment's trouble.
   *
   * @throws {ConnectionError} if that fails.
   * @throws {UnsupportedError} if the server has no way to its boards.
   */
  static async open(options: ProxyConnectionOptions): Promise<ProxyConnection> {
    const connection = new ProxyConnection(options);
    const socket = await connection.#connect(0, options.clock.now() + FIRST_SECONDS);
    connection.#life = connection.#live(socket);
    return connection;
  }

  /** Aborted when it has ended for good, with the reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Settles when it has ended, and nothing is left of it. */
  get gone(): Promise<void> {
    return this.#life;
  }

  /** Opens a channel, which is of use at once: what is sent waits until it is open. */
  openChannel(options: ChannelOptions): Channel {
    const channel = new Channel(options, () => this.#channels.delete(channel));
    this.#channels.add(channel);
    this.#attach(channel);
    return channel;
  }

  /** Replaces the websocket: after boards were powered anew, an old one is deaf. */
  renew(): void {
    this.#link?.end(new ConnectionError("The boards were powered again", "not sent"));
  }

  #attach(channel: Channel): void {
    const ids = this.#ids;
    if (this.#link) channel.attach(this.#link, (id) => ids.set(id, channel));
  }

  async #live(first: ProxySocket): Promise<void> {
    const { clock, stop, delay } = this.#options;
    try {
      for (let socket = first;;) {
        const since = clock.now();
        const error = await this.#use(socket);
        stop.throwIfAborted();
        const holds = clock.now() - since > delay || error.outcome === "not sent";
        if (error.outcome !== "not sent") this.#tellTrouble(error);
        socket = await this.#connect(holds ? 0 : delay);
      }
    } catch (error) {
      this.#ended.abort(error);
    }
  }

  /** Uses a websocket until it breaks, and returns the reason. */
  async #use(socket: ProxySocket): Promise<ConnectionError> {
    const { clock, stop } = this.#options;
    // Late answers of one link must not name channels of the next.
    const ids = this.#ids = new Map<number, Channel>();
    const link = this.#link = new Link(socket, {
      clock,
      onDatagram: (id, datagram) => ids.get(id)?.receive(datagram),
    });
    for (const channel of this.#channels) this.#attach(channel);
    const end = (): void => link.end(new ConnectionError("The job was closed", "not sent"));
    if (stop.aborted) end();
    stop.addEventListener("abort", end, { once: true });
    const error = await link.closed;
    stop.removeEventListener("abort", end);
    this.#link = null;
    for (const channel of this.#channels) channel.detach();
    if (stop.aborted) await this.#closing(link);
    return error;
  }

  /** Waits until the server has closed its side as well. */
  async #closing(link: Link): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(CLOSE_SECONDS, resolve);
    await Promise.race([link.gone, promise]);
    cancel();
  }

  /**
   * Connects again and again, until it works.
   *
   * @throws the last error when the time is over, or one that does not pass.
   * @throws the reason of `stop` once that is aborted.
   */
  async #connect(first: number, until = Infinity): Promise<ProxySocket> {
    const { connect, clock, delay, stop, onRecovered } = this.#options;
    for (let wait = first;; wait = delay) {
      if (wait > 0) await sleep(clock, wait, stop);
      stop.throwIfAborted();
      try {
        const socket = await connect(stop);
        if (this.#inTrouble) tell(onRecovered);
        this.#inTrouble = false;
        return socket;
      } catch (error) {
        stop.throwIfAborted();
        if (!(error instanceof ConnectionError) || clock.now() + delay > until) throw error;
        this.#tellTrouble(error);
      }
    }
  }

  #tellTrouble(error: ConnectionError): void {
    this.#inTrouble = true;
    tell(this.#options.onTrouble, error);
  }
}

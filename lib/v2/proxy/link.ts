import type { Clock } from "../../clock.ts";
import { ConnectionError, ProtocolError, ServerError } from "../../errors.ts";
import type { ChipCoordinate } from "../../machine/coordinates.ts";
import { closeFrame, messageFrame, openFrame, readFrame, type ServerFrame } from "./frames.ts";
import type { ProxySocket } from "./socket.ts";

/** Maximum bytes on their way into a websocket; more datagrams are dropped. */
const MOST_BUFFERED = 256 * 1024;
/** Seconds between signs of life: proxies on the way close what is idle for a minute. */
const PING_SECONDS = 30;
/** Number of a channel that is never open: to close it is a question that changes nothing. */
const NO_CHANNEL = 0;

/** Options of a {@linkcode Link}. */
interface LinkOptions {
  clock: Clock;
  /** Called with each datagram. */
  onDatagram: (channel: number, datagram: Uint8Array) => void;
}

/** Function that gets the number of a new channel, or the reason why there is none. */
export type OnOpen = (outcome: number | ServerError) => void;

/** One websocket to the boards of a job, until it breaks. */
export class Link {
  readonly #socket: ProxySocket;
  readonly #options: LinkOptions;
  readonly #closed = Promise.withResolvers<ConnectionError>();
  readonly #gone = Promise.withResolvers<void>();
  readonly #opening = new Map<number, OnOpen>();
  #correlation = 0;
  #isOpen = true;
  /** Whether anything came since the last sign of life that was asked for. */
  #isAlive = true;
  #cancelPing: () => void = () => {};

  /** Takes over a websocket that has just been opened. */
  constructor(socket: ProxySocket, options: LinkOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code, reason }) => {
      this.#broke(closedBy(code, reason));
      this.#gone.resolve();
    };
    this.#pingLater();
  }

  /** Settles with the error that ended it. */
  get closed(): Promise<ConnectionError> {
    return this.#closed.promise;
  }

  /** Settles when the websocket is closed on both sides. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Opens a channel; `onOpen` is called before any of its datagrams arrives, or never. */
  open(chip: ChipCoordinate, port: number, onOpen: OnOpen): void {
    const correlation = this.#next();
    this.#opening.set(correlation, onOpen);
    this.#write(openFrame(correlation, chip, port));
  }

  /** Closes a channel. */
  close(channel: number): void {
    this.#write(closeFrame(this.#next(), channel));
  }

  /** Sends a datagram; `false` if it is dropped, since too much waits already. */
  send(channel: number, datagram: Uint8Array): boolean {
    const hasRoom = this.#socket.bufferedAmount + datagram.length <= MOST_BUFFERED;
    return hasRoom && this.#write(messageFrame(channel, datagram));
  }

  /** Ends it. */
  end(error: ConnectionError): void {
    this.#broke(error);
    this.#socket.close();
  }

  #next(): number {
    return this.#correlation = (this.#correlation + 1) >>> 0;
  }

  #write(frame: Uint8Array<ArrayBuffer>): boolean {
    if (!this.#isOpen) return false;
    try {
      this.#socket.send(frame);
      return true;
    } catch {
      return false; // It is being closed, which will be told.
    }
  }

  #take(data: unknown): void {
    if (!this.#isOpen) return;
    this.#isAlive = true;
    try {
      if (!(data instanceof ArrayBuffer)) {
        throw new ProtocolError("The server sent text instead of a frame");
      }
      this.#act(readFrame(new Uint8Array(data)));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.end(error);
    }
  }

  #act(frame: ServerFrame): void {
    switch (frame.kind) {
      case "datagram":
        return this.#options.onDatagram(frame.channel, frame.datagram);
      case "opened":
        return this.#answer(frame.correlation, frame.channel);
      case "error": {
        const words = frame.words || "no channel";
        return this.#answer(frame.correlation, new ServerError("open_channel", words));
      }
    }
  }

  #answer(correlation: number, outcome: number | ServerError): void {
    const onOpen = this.#opening.get(correlation);
    this.#opening.delete(correlation);
    onOpen?.(outcome);
  }

  #pingLater(): void {
    this.#cancelPing = this.#options.clock.after(PING_SECONDS, () => {
      if (!this.#isAlive) {
        return this.end(
          new ConnectionError(`The proxy has not answered for ${PING_SECONDS} s`, "unknown"),
        );
      }
      this.#isAlive = false;
      this.close(NO_CHANNEL);
      this.#pingLater();
    });
  }

  #broke(error: ConnectionError): void {
    this.#isOpen = false;
    this.#cancelPing();
    this.#opening.clear();
    this.#closed.resolve(error);
  }
}

function closedBy(code: number, reason: string): ConnectionError {
  const why = reason === "" ? `code ${code}` : `code ${code}: ${reason}`;
  return new ConnectionError(`The connection to the boards was closed (${why})`, "unknown");
}

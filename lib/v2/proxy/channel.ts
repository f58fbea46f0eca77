import type { ServerError } from "../../errors.ts";
import type { ChipCoordinate } from "../../machine/coordinates.ts";
import { MOST_DATAGRAM } from "./frames.ts";
import type { Link } from "./link.ts";

/** Maximum datagrams that wait until their channel is open. */
const MOST_WAITING = 64;

/** Numbers of datagrams. */
export interface DatagramCounters {
  /** Datagrams that were sent towards boards. */
  sent: number;
  /** Datagrams that came from boards. */
  received: number;
  /** Datagrams of either way that were dropped. */
  dropped: number;
}

/** Place of a channel, and its ends. */
export interface ChannelOptions {
  /** Ethernet chip of the board, in chips of the job. */
  chip: ChipCoordinate;
  /** UDP port of the board. */
  port: number;
  /** Called with each datagram. */
  onDatagram: (datagram: Uint8Array) => void;
  /** Called once, when the server refuses the channel. */
  onRefused?: (error: ServerError) => void;
  /** Called each time that it is open: again when the connection was made again. */
  onOpen?: () => void;
  /** What it counts in; its own numbers by default. */
  counters?: DatagramCounters;
}

/** A channel to a UDP port of a board, over one link after another. */
export class Channel {
  readonly counters: DatagramCounters;
  readonly #options: ChannelOptions;
  readonly #onClose: () => void;
  #link: Link | null = null;
  #id: number | null = null;
  #waiting: Uint8Array[] = [];

  constructor(options: ChannelOptions, onClose: () => void) {
    this.#options = options;
    this.#onClose = onClose;
    this.counters = options.counters ?? { sent: 0, received: 0, dropped: 0 };
  }

  /** Opens it on a link; `onId` is called with its number there. */
  attach(link: Link, onId: (id: number) => void): void {
    const { chip, port, onOpen, onRefused } = this.#options;
    this.#link = link;
    link.open(chip, port, (outcome) => {
      if (this.#link !== link) {
        // It was closed meanwhile.
        if (typeof outcome === "number") link.close(outcome);
        return;
      }
      if (typeof outcome !== "number") {
        this.close();
        return onRefused?.(outcome);
      }
      this.#id = outcome;
      onId(outcome);
      onOpen?.();
      for (const datagram of this.#waiting.splice(0)) this.send(datagram);
    });
  }

  /** Takes it from its link, which broke: datagrams are dropped from now on. */
  detach(): void {
    this.#link = null;
    this.#id = null;
    this.counters.dropped += this.#waiting.splice(0).length;
  }

  /**
   * Sends a datagram; `false` if it is dropped, as one without bytes is: a server that gets one
   * closes the connection. One that comes while the channel is being opened waits for that.
   */
  send(datagram: Uint8Array): boolean {
    if (datagram.length === 0) {
      this.counters.dropped++;
      return false;
    }
    if (this.#id === null && this.#link && this.#waiting.length < MOST_WAITING) {
      this.#waiting.push(datagram.slice());
      return true;
    }
    const isSent = this.#id !== null && datagram.length <= MOST_DATAGRAM &&
      this.#link?.send(this.#id, datagram) === true;
    if (isSent) this.counters.sent++;
    else this.counters.dropped++;
    return isSent;
  }

  /** Handles a datagram. */
  receive(datagram: Uint8Array): void {
    this.counters.received++;
    this.#options.onDatagram(datagram);
  }

  /** Closes it. */
  close(): void {
    if (this.#id !== null) this.#link?.close(this.#id);
    this.detach();
    this.#onClose();
  }
}

import type { Clock } from "../../../clock.ts";

/** How much may wait for a client that does not read, in bytes. */
const MAX_BACKLOG = 512 * 1024;

/** How long it may wait, in seconds, and how often that is looked at. */
const MAX_DELAY = 10;
const CHECK_INTERVAL = 1;

/** What is sent to a client, who must read it: whoever does not is cut off. */
export class Outgoing {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #blockedSince: number | null = null;
  #cancel: (() => void) | null = null;

  /** Takes the websocket, and what goes by for the time. */
  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  /** Sends a frame. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(frame);
    if (this.#socket.bufferedAmount > MAX_BACKLOG) this.#socket.close();
    this.#cancel ??= this.#clock.after(CHECK_INTERVAL, () => this.#check());
  }

  /** The websocket is closed. */
  end(): void {
    this.#cancel?.();
  }

  #check(): void {
    this.#cancel = null;
    if (this.#socket.bufferedAmount === 0) {
      this.#blockedSince = null;
      return;
    }
    this.#blockedSince ??= this.#clock.now();
    if (this.#clock.now() - this.#blockedSince >= MAX_DELAY) return this.#socket.close();
    this.#cancel = this.#clock.after(CHECK_INTERVAL, () => this.#check());
  }
}

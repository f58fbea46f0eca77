import type { Clock } from "../../../clock.ts";

/** Maximum unread bytes. */
const MAX_BACKLOG = 512 * 1024;

/** Maximum time that bytes are unread, in seconds, and the interval of checks. */
const MAX_DELAY = 10;
const CHECK_INTERVAL = 1;

/** Frames to a client, which is cut off when it does not read them. */
export class Outgoing {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #blockedSince: number | null = null;
  #cancel: (() => void) | null = null;

  /** Creates it for a websocket. */
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

  /** Cancels everything pending. */
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

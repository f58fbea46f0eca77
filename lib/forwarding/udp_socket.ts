import type { Socket } from "node:dgram";
import { isGranted } from "../permission.ts";

/** A sender of datagrams on this computer. */
export interface Sender {
  readonly address: string;
  readonly port: number;
}

/** A bound UDP socket. */
export interface UdpSocket {
  /** Sends a datagram; `onFailure` is called if the system does not take it. */
  send(datagram: Uint8Array, to: Sender, onFailure: () => void): void;
  /** Closes it. */
  close(): Promise<void>;
}

/** Address and port to bind, and who gets what comes there. */
export interface UdpPlace {
  hostname: string;
  port: number;
  onDatagram: (datagram: Uint8Array, from: Sender) => void;
}

/** Reason why an address can't be bound: something has the port, or the system has no such address. */
export type BindFailure = "taken" | "no such address";

/** Function that binds a UDP socket. */
export type BindUdp = (place: UdpPlace) => Promise<UdpSocket | BindFailure>;

/** Bytes that the system is to keep until they are read. */
const RECEIVE_BUFFER = 1024 * 1024;

/** Maximum bytes of datagrams that have not left yet; more are dropped. */
const MOST_WAITING = 1024 * 1024;

const FAILURES: Readonly<Record<string, BindFailure>> = {
  EADDRINUSE: "taken",
  EADDRNOTAVAIL: "no such address",
};

/**
 * Binds a UDP socket. It is one of Node's, since those of Deno need a flag.
 *
 * @throws {Deno.errors.NotCapable} if Deno may not bind it.
 */
export const bindUdp: BindUdp = async ({ hostname, port, onDatagram }) => {
  // The socket would throw that where nobody can catch it.
  if (!isGranted({ name: "net", host: `${hostname}:${port}` })) {
    throw new Deno.errors.NotCapable(
      `Requires net access to "${hostname}:${port}", run again with the --allow-net flag`,
    );
  }
  // Loaded only where it is needed, for it takes a while.
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  const failure = await bound(socket, hostname, port);
  if (failure !== null) return failure;
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch {
    // Some versions of Deno can't: it stays as it is.
  }
  // What a datagram to a program that has ended gives on some systems.
  socket.on("error", () => {});
  socket.on("message", (datagram, from) => onDatagram(datagram, from));
  const outbox = new Outbox(socket);
  return {
    send: (datagram, to, onFailure) => outbox.add({ datagram, to, onFailure }),
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
};

/** A datagram on its way out. */
interface Outgoing {
  datagram: Uint8Array;
  to: Sender;
  onFailure: () => void;
}

/** Datagrams of a socket, which leave one after the other: Deno mixes up those that it has at once. */
class Outbox {
  readonly #socket: Socket;
  #queue: Outgoing[] = [];
  #bytes = 0;
  #isSending = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  add(outgoing: Outgoing): void {
    if (this.#bytes + outgoing.datagram.length > MOST_WAITING) return outgoing.onFailure();
    this.#queue.push(outgoing);
    this.#bytes += outgoing.datagram.length;
    if (!this.#isSending) this.#sendNext();
  }

  #sendNext(): void {
    const next = this.#queue.shift();
    this.#isSending = next !== undefined;
    if (!next) return;
    const { datagram, to: { address, port }, onFailure } = next;
    this.#bytes -= datagram.length;
    this.#socket.send(datagram, port, address, (error) => {
      if (error) onFailure();
      this.#sendNext();
    });
  }
}

/** Binds a socket, and returns the reason if that fails. */
async function bound(socket: Socket, hostname: string, port: number): Promise<BindFailure | null> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", reject);
  try {
    socket.bind(port, hostname, resolve);
    await promise;
    socket.off("error", reject);
    return null;
  } catch (error) {
    socket.on("error", () => {});
    socket.close();
    const failure = FAILURES[(error as { code?: string }).code ?? ""];
    if (failure === undefined) throw error;
    return failure;
  }
}

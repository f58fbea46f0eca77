import { openDatagrams } from "../boards/datagrams.ts";
import { isGranted } from "../permission.ts";
import { SCP_PORT } from "../boards/scp.ts";
import type { Address } from "../protocol/transport.ts";

/** A bound UDP socket. */
export interface UdpSocket {
  /** Sends a datagram; `onFailure` is called if it is lost before it has left. */
  send(datagram: Uint8Array, to: Address, onFailure: () => void): void;
  /** Closes it. */
  close(): Promise<void>;
}

/** Address and port to bind, and who gets what comes there. */
export interface UdpPlace extends Address {
  onDatagram: (datagram: Uint8Array, from: Address) => void;
}

/** Reason why an address can't be bound: something has the port, or the system has no such address. */
export type BindFailure = "taken" | "no such address";

/** Function that binds a UDP socket. */
export type BindUdp = (place: UdpPlace) => Promise<UdpSocket | BindFailure>;

/** Maximum bytes of datagrams that have not left yet; more are dropped. */
const MOST_BYTES = 1024 * 1024;
/** Maximum datagrams that have not left yet: so many of the size of a command have as many bytes. */
const MOST_DATAGRAMS = 4096;

const FAILURES: Readonly<Record<string, BindFailure>> = {
  EADDRINUSE: "taken",
  EADDRNOTAVAIL: "no such address",
};

/**
 * Binds a UDP socket.
 *
 * @throws {Deno.errors.NotCapable} if Deno may not bind it.
 */
export const bindUdp: BindUdp = async (place) => {
  const { hostname, port } = place;
  // The socket would throw that where nobody can catch it.
  needPermission(hostname, port);
  try {
    const socket = await openDatagrams(place);
    const outbox = new Outbox((datagram, to) => socket.send(datagram, to));
    return {
      send: (datagram, to, onFailure) => outbox.add({ datagram, to, onFailure }),
      close: () => socket.close(),
    };
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    const failure = FAILURES[cause?.code ?? ""];
    if (failure === undefined) throw error;
    return failure;
  }
};

/**
 * Checks that Deno may bind loopback addresses; which one is not known before.
 *
 * @throws {Deno.errors.NotCapable} if it may not.
 */
export function needPermission(hostname: string = "127.1.0.1", port: number = SCP_PORT): void {
  if (isGranted({ name: "net", host: `${hostname}:${port}` })) return;
  throw new Deno.errors.NotCapable(
    'Requires net access to "127.0.0.0/8", run again with the --allow-net flag',
  );
}

/** A datagram on its way out. */
interface Outgoing {
  datagram: Uint8Array;
  to: Address;
  onFailure: () => void;
}

/**
 * Datagrams of a socket, which leave one after the other: of those that it has at once, Deno sends
 * the last one first.
 */
class Outbox {
  readonly #send: (datagram: Uint8Array, to: Address) => Promise<void>;
  readonly #queue: Outgoing[] = [];
  #bytes = 0;
  #isSending = false;

  constructor(send: (datagram: Uint8Array, to: Address) => Promise<void>) {
    this.#send = send;
  }

  add(outgoing: Outgoing): void {
    const isFull = this.#queue.length >= MOST_DATAGRAMS ||
      this.#bytes + outgoing.datagram.length > MOST_BYTES;
    if (isFull) return outgoing.onFailure();
    this.#queue.push(outgoing);
    this.#bytes += outgoing.datagram.length;
    if (!this.#isSending) this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let next; (next = this.#queue.shift());) {
      this.#bytes -= next.datagram.length;
      await this.#send(next.datagram, next.to).catch(next.onFailure);
    }
    this.#isSending = false;
  }
}

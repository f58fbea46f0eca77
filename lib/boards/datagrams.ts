import type { Socket } from "node:dgram";
import { ConnectionError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import { isGranted } from "../permission.ts";
import type { Address } from "../protocol/transport.ts";

/** A UDP socket that is bound to an IPv4 address. */
export interface DatagramSocket {
  /** Address that it is bound to. */
  readonly address: Address;
  /**
   * Sends a datagram to an IPv4 address.
   *
   * @throws {ConnectionError} if it could not be sent (rejects); it is not known whether one that
   * was sent arrives.
   */
  send(datagram: Uint8Array, to: Address): Promise<void>;
  /**
   * Returns the IPv4 address of a host; that of an address is itself.
   *
   * @throws {ConnectionError} if it has none (rejects).
   */
  resolve(hostname: string): Promise<string>;
  /** Closes the socket: nothing is received any more. */
  close(): Promise<void>;
}

/** Options of {@linkcode OpenDatagrams}. */
export interface DatagramOptions {
  /**
   * IPv4 address to bind to.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /**
   * Port to bind to; 0 for any free one.
   *
   * @default {0}
   */
  port?: number;
  /** Called with every datagram, from whomever it comes. */
  onDatagram: (datagram: Uint8Array, from: Address) => void;
}

/** Bytes that the system is to keep until they are read. */
const RECEIVE_BUFFER = 1024 * 1024;

/** Opens a UDP socket. */
export type OpenDatagrams = (options: DatagramOptions) => Promise<DatagramSocket>;

/**
 * Opens a UDP socket of the system. It needs `--allow-net` for the address that it is bound to, and
 * for those that it sends to.
 *
 * It is one of Node's, because those of Deno need `--unstable-net`, which a library can't ask for.
 *
 * @throws {ConnectionError} if the address can't be bound to (rejects).
 */
export async function openDatagrams(options: DatagramOptions): Promise<DatagramSocket> {
  const { hostname = "0.0.0.0", port = 0, onDatagram } = options;
  // Both here and for what is sent: the errors for that say nothing of it, or nobody gets them.
  needPermission({ hostname, port }, `Cannot open a UDP socket on ${hostname}`);
  // Loaded with the first socket: few runs of a program need one.
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind({ port, address: hostname, exclusive: true }, () => {
        socket.off("error", reject);
        resolve();
      });
    });
  } catch (cause) {
    await closed(socket);
    throw new ConnectionError(whyNotBound({ hostname, port }, cause), "not sent", { cause });
  }
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch {
    // Some versions of Deno can't: it stays as it is.
  }
  // One that was refused by its host is as lost as any other.
  socket.on("error", () => {});
  socket.on("message", (datagram, from) => {
    onDatagram(new Uint8Array(datagram), { hostname: from.address, port: from.port });
  });
  const address = { hostname, port: socket.address().port };
  return {
    address,
    send: (datagram, to) => send(socket, datagram, to),
    resolve: addressOf,
    close: () => closed(socket),
  };
}

async function send(socket: Socket, datagram: Uint8Array, to: Address): Promise<void> {
  const { hostname, port } = to;
  needPermission(to, `Cannot send to ${hostname}`);
  await new Promise<void>((resolve, reject) => {
    socket.send(datagram, port, hostname, (cause) => {
      if (!cause) return resolve();
      reject(
        new ConnectionError(`Cannot send to ${hostname} (${messageOf(cause)})`, "not sent", {
          cause,
        }),
      );
    });
  });
}

/** Throws what `what` says, and the flag, if a permission for an address is missing. */
function needPermission({ hostname, port }: Address, what: string): void {
  const host = `${hostname}:${port}`;
  if (isGranted({ name: "net", host })) return;
  throw new ConnectionError(`${what}: Deno needs --allow-net=${host}`, "not sent");
}

async function addressOf(hostname: string): Promise<string> {
  const { lookup } = await import("node:dns/promises");
  try {
    return (await lookup(hostname, { family: 4 })).address;
  } catch (cause) {
    const message = `Cannot find the address of ${hostname} (${messageOf(cause)})`;
    throw new ConnectionError(message, "not sent", { cause });
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      resolve(); // It was closed before.
    }
  });
}

function whyNotBound({ hostname, port }: Address, cause: unknown): string {
  const place = port === 0 ? hostname : `${hostname}:${port}`;
  return `Cannot open a UDP socket on ${place} (${messageOf(cause)})`;
}

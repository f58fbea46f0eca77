import { dialAddresses } from "./dial_addresses.ts";
import { systemDialer } from "./system_dialer.ts";

/** What the protocol needs of a connection: a `Deno.Conn` has it. */
export interface Transport {
  /** Reads some bytes into `buffer`; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes some of `bytes`, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Says that nothing more will be written. */
  closeWrite(): Promise<void>;
  /** Ends the connection; what is under way then rejects. */
  close(): void;
}

/** Where a server listens. */
export interface Address {
  /** Name or IP address of the server. */
  hostname: string;
  /** TCP port, 1 to 65535. */
  port: number;
}

/** Makes a connection, and gives up when the signal says so. */
export type Dial = (address: Address, signal?: AbortSignal) => Promise<Transport>;

/** Dials TCP with `Deno.connect`; needs `--allow-net` for that address. */
export const dialTcp: Dial = async ({ hostname, port }, signal) => {
  signal?.throwIfAborted();
  const conn = await dialAddresses(systemDialer, { hostname, port }, signal);
  try {
    conn.setNoDelay(true);
  } catch {
    // The peer has closed it already; the first read will say so.
  }
  return conn;
};

/** The part of a `Deno.Conn` that the protocol needs. */
export interface Transport {
  /** Reads some bytes into `buffer`; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes some of `bytes`, and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends the writing side. */
  closeWrite(): Promise<void>;
  /** Closes the connection; pending reads and writes reject. */
  close(): void;
}

/** Address of a server. */
export interface Address {
  /** Name or IP address of the server. */
  hostname: string;
  /** TCP port, 1 to 65535. */
  port: number;
}

/** Opens a connection, until the signal is aborted. */
export type Dial = (address: Address, signal?: AbortSignal) => Promise<Transport>;

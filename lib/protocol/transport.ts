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

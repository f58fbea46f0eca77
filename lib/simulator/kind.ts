import type { Command } from "./command.ts";
import type { SimulatedJob } from "./job.ts";

/** Which server's manners a simulator has: the Python server's, or those of the Java server's old port. */
export type Manners = "python" | "java";

/** Who is at the other end of a connection. */
export interface Client {
  /** The client's address. */
  readonly host: string | null;
  /** Sends a message, as a line of its own. */
  send(message: unknown): void;
  /** Reports a command before it is carried out. */
  received(command: Command): void;
}

/** Cuts what a client sends into lines. */
export interface LineReader {
  /** Takes bytes and gives the lines that they complete. */
  push(bytes: Uint8Array): Iterable<string>;
  /** Gives the line that never ended, when the client sends no more, if it counts. */
  end(): Iterable<string>;
}

/** A connection as one kind of server serves it. */
export interface Conversation {
  /** Settles when the server begins to listen to the client. */
  readonly ready: Promise<void>;
  /** What cuts lines for it. */
  readonly lines: LineReader;
  /** Answers a line; `false` if the server hangs up on the client. */
  hear(line: string): boolean;
  /** Called after the lines that came together were answered. */
  settle(): void;
  /** Called when the connection is over. */
  end(): void;
}

/** A kind of server: all that is not the same with every one of them. */
export interface Kind {
  /** What ends each of its lines. */
  readonly lineEnd: string;
  /** Whether a client that does not read is dropped, or else waited for. */
  readonly dropsSlowClients: boolean;
  /** The destroyed jobs that are remembered, and why each was destroyed. */
  readonly destroyed: ReadonlyMap<number, string | null>;
  /** Begins to serve a client. */
  converse(client: Client): Conversation;
  /** The jobs that were not destroyed, oldest first. */
  list(): SimulatedJob[];
  /** Destroys a job, as somebody else might; nothing happens if there is none. */
  destroy(id: number, reason: string | null): void;
  /**
   * Creates a job of the server's other API, and gives its id.
   *
   * @throws {RequestError} if this kind of server has no other API, or no such boards.
   */
  addHiddenJob(boards: readonly number[], machine: string | null): number;
  /** Stops for a restart: no client is connected any more. */
  pause(): void;
  /** Goes on after a restart; a cold one forgets all jobs. */
  resume(cold: boolean): void;
  /** Ends all that is still to come. */
  stop(): void;
}

import type { IncomingCommand } from "./command.ts";
import type { SimulatedJob } from "./job.ts";

/** Manners of a simulator: those of the Python server, or of the Java server's old port. */
export type Manners = "python" | "java";

/** Client of a connection. */
export interface Client {
  /** Address of the client. */
  readonly host: string | null;
  /** Sends a message, as a line of its own. */
  send(message: unknown): void;
  /** Reports a command before it is carried out. */
  received(command: IncomingCommand): void;
}

/** Splits a client's bytes into lines. */
export interface LineReader {
  /** Adds bytes and returns the lines that they complete. */
  push(bytes: Uint8Array): Iterable<string>;
  /** Returns the unterminated last line, if it counts. */
  end(): Iterable<string>;
}

/** A connection as served by one kind of server. */
export interface Conversation {
  /** Settles when the server starts listening to the client. */
  readonly ready: Promise<void>;
  /** Splitter of the client's lines. */
  readonly lines: LineReader;
  /** Answers a line; `false` if the server hangs up on the client. */
  hear(line: string): boolean;
  /** Called after the lines that came together were answered. */
  settle(): void;
  /** Called when the connection is over. */
  end(): void;
}

/** The parts of a server that differ between kinds. */
export interface Kind {
  /** Ending of each of its lines. */
  readonly lineEnd: string;
  /** Whether a client that does not read is dropped, or else waited for. */
  readonly dropsSlowClients: boolean;
  /** Reasons of the destroyed jobs that are remembered, by id. */
  readonly destroyed: ReadonlyMap<number, string | null>;
  /** Starts serving a client. */
  converse(client: Client): Conversation;
  /** Lists the jobs that were not destroyed, oldest first. */
  list(): SimulatedJob[];
  /** Destroys a job, as somebody else might; nothing happens if there is none. */
  destroy(id: number, reason: string | null): void;
  /**
   * Creates a job of the server's other API, and returns its id.
   *
   * @throws {RequestError} if this kind of server has no other API, or no such boards.
   */
  addHiddenJob(boards: readonly number[], machine: string | null): number;
  /** Pauses for a restart: no client is connected any more. */
  pause(): void;
  /** Resumes after a restart; a cold one forgets all jobs. */
  resume(cold: boolean): void;
  /** Cancels everything pending. */
  stop(): void;
}

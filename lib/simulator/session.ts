import type { Client, Conversation, Kind } from "./kind.ts";
import type { IncomingCommand } from "./command.ts";

/** Maximum bytes that wait for a client that does not read, before it is dropped: 8 MiB. */
const MAX_BACKLOG = 8 * 1024 * 1024;

const CHUNK = 64 * 1024;

/** Options of a session. */
export interface SessionOptions {
  /** Called with every command. */
  readonly onCommand: (command: IncomingCommand) => void;
  /** Whether the server hears and says nothing. */
  readonly isSilent: () => boolean;
}

/** Connection of a client: lines in, messages out. */
export class SimulatedSession implements Client {
  /** Address of the client. */
  readonly host: string | null;
  readonly #conn: Deno.TcpConn;
  readonly #kind: Kind;
  readonly #options: SessionOptions;
  readonly #conversation: Conversation;
  readonly #encoder = new TextEncoder();
  #outgoing: Uint8Array[] = [];
  #backlog = 0;
  #writing: Promise<void> | undefined;
  #dropped = false;

  /** Creates a session on an accepted connection. */
  constructor(conn: Deno.TcpConn, kind: Kind, options: SessionOptions) {
    this.#conn = conn;
    this.#kind = kind;
    this.#options = options;
    this.host = conn.remoteAddr.hostname;
    this.#conversation = kind.converse(this);
  }

  /** Serves the client until it leaves, misbehaves or is dropped. Never throws. */
  async run(): Promise<void> {
    try {
      await this.#read();
      // Answers from before the client left, or misbehaved, are its due.
      await this.#writing;
    } catch {
      // The connection broke; there is nobody left to tell.
    }
    this.drop();
    await this.#writing?.catch(() => {});
  }

  /** Sends a message, as a line of its own. */
  send(message: unknown): void {
    if (this.#dropped || this.#options.isSilent()) return;
    const line = this.#encoder.encode(JSON.stringify(message) + this.#kind.lineEnd);
    this.#backlog += line.length;
    if (this.#kind.dropsSlowClients && this.#backlog > MAX_BACKLOG) return this.drop();
    this.#outgoing.push(line);
    this.#writing ??= this.#write();
  }

  /** Reports a command before it is carried out. */
  received(command: IncomingCommand): void {
    this.#options.onCommand(command);
  }

  /** Closes the connection at once. */
  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#outgoing = [];
    this.#conn.close();
    this.#conversation.end();
  }

  async #read(): Promise<void> {
    const { ready, lines } = this.#conversation;
    await ready;
    const buffer = new Uint8Array(CHUNK);
    for (let size; (size = await this.#conn.read(buffer)) !== null;) {
      if (!await this.#hear(lines.push(buffer.subarray(0, size)))) return;
    }
    await this.#hear(lines.end());
  }

  /** Answers lines, and returns whether the connection goes on. */
  async #hear(lines: Iterable<string>): Promise<boolean> {
    try {
      for (const line of lines) {
        if (this.#options.isSilent()) continue;
        if (!this.#conversation.hear(line)) return false;
        if (!this.#kind.dropsSlowClients && this.#backlog > CHUNK) await this.#writing;
      }
      return true;
    } finally {
      this.#conversation.settle();
    }
  }

  async #write(): Promise<void> {
    // A moment later, so that what is sent together leaves together.
    await Promise.resolve();
    try {
      while (this.#outgoing.length > 0) {
        const batch = join(this.#outgoing.splice(0));
        for (let at = 0; at < batch.length;) {
          at += await this.#conn.write(batch.subarray(at));
        }
        this.#backlog -= batch.length;
      }
    } catch {
      // The client is gone; its reader notices too and ends the session.
      this.drop();
    } finally {
      this.#writing = undefined;
    }
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

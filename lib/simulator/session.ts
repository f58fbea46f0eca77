import { LineSplitter } from "../protocol/lines.ts";
import { type Changes, Subscription } from "./changes.ts";
import { type Caller, type Command, isCommand } from "./commands.ts";

/** How much may wait for a client that does not read, in bytes, before it is dropped: 8 MiB. */
const MAX_BACKLOG = 8 * 1024 * 1024;

const CHUNK = 64 * 1024;

/** What a session needs of its server. */
export interface SessionOptions {
  /** Carries out a command and gives the whole message to answer with. */
  readonly answer: (session: Session, command: Command) => unknown;
  /** Called after the commands that came together were answered. */
  readonly onSettled: () => void;
}

/** A client's connection: its commands in, answers and notifications out. */
export class Session implements Caller {
  /** The client's address. */
  readonly host: string | null;
  readonly jobs: Subscription = new Subscription();
  readonly machines: Subscription = new Subscription();
  readonly #conn: Deno.TcpConn;
  readonly #options: SessionOptions;
  readonly #encoder = new TextEncoder();
  #outgoing: Uint8Array[] = [];
  #backlog = 0;
  #writing: Promise<void> | undefined;
  #dropped = false;

  /** Takes a connection that was accepted. */
  constructor(conn: Deno.TcpConn, options: SessionOptions) {
    this.#conn = conn;
    this.#options = options;
    this.host = conn.remoteAddr.hostname;
  }

  /** Serves the client until it leaves, misbehaves or is dropped. Never throws. */
  async run(): Promise<void> {
    try {
      await this.#read();
      // What was answered before the client left, or misbehaved, is its due.
      await this.#writing;
    } catch {
      // The connection broke; there is nobody left to tell.
    }
    this.drop();
    await this.#writing?.catch(() => {});
  }

  /** Tells the client of what changed, as far as it wants to know. */
  notify(changes: Changes, about: "jobs" | "machines"): void {
    const items = about === "jobs"
      ? this.jobs.filter(changes.jobs)
      : this.machines.filter(changes.machines);
    if (items.length > 0) this.#send({ [`${about}_changed`]: items });
  }

  /** Closes the connection at once. */
  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#outgoing = [];
    this.#conn.close();
  }

  async #read(): Promise<void> {
    const lines = new LineSplitter();
    const buffer = new Uint8Array(CHUNK);
    for (let size; (size = await this.#conn.read(buffer)) !== null;) {
      try {
        for (const line of lines.push(buffer.subarray(0, size))) {
          const command = parseCommand(line);
          if (command === undefined) return;
          this.#send(this.#options.answer(this, command));
        }
      } finally {
        this.#options.onSettled();
      }
    }
  }

  #send(message: unknown): void {
    if (this.#dropped) return;
    const line = this.#encoder.encode(JSON.stringify(message) + "\n");
    this.#backlog += line.length;
    if (this.#backlog > MAX_BACKLOG) return this.drop();
    this.#outgoing.push(line);
    this.#writing ??= this.#write();
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

/** Reads a command; `undefined` if it is not one, after which the server hangs up. */
function parseCommand(line: string): Command | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(message)) return undefined;
  const { command, args = [], kwargs = {} } = message;
  if (!isCommand(command) || !Array.isArray(args) || !isRecord(kwargs)) return undefined;
  // The real server passes the connection under this name, and takes no other.
  const { client: _, ...rest } = kwargs;
  return { name: command, args, kwargs: rest };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

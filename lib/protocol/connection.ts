import { type Clock, systemClock } from "../clock.ts";
import {
  type CallOutcome,
  ConnectionError,
  ProtocolError,
  ServerError,
  TimeoutError,
} from "../errors.ts";
import { Deadlines } from "./deadlines.ts";
import { messageOf } from "../message_of.ts";
import { parseLine } from "./json.ts";
import { LineSplitter } from "./lines.ts";
import { encode, type OutgoingCommand } from "./outgoing_command.ts";
import type { LineEnding } from "./servers/server_kind.ts";
import { describe } from "./shape.ts";
import type { Transport } from "./transport.ts";

/** Options of a call. */
export interface CallOptions {
  /**
   * Seconds for the whole call, its turn in the queue included; `null` for no limit. It is the
   * timeout of the client by default.
   *
   * @default {undefined}
   */
  timeout?: number | null;
  /**
   * Stops waiting for the answer; a call that was sent can't be taken back.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
}

/** Options of a `Connection`. */
export interface ConnectionOptions {
  /**
   * Maximum commands in flight. Every server handles one.
   *
   * @default {1}
   */
  maxInFlight?: number;
  /**
   * Called with every line that is not an answer.
   *
   * @default {undefined}
   */
  onNotification?: (notification: Record<string, unknown>) => void;
  /**
   * Clock for timeouts; the system's by default.
   *
   * @default {undefined}
   */
  clock?: Clock;
}

interface Call {
  command: string;
  line: Uint8Array;
  state: "queued" | "sent" | "settled";
  /** Whether the server may have read some of it; before that, no answer can be its own. */
  isWritten: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  cleanUp(): void;
}

const READ_BYTES = 64 * 1024;
/** Seconds for a server to close its side once we closed ours. */
const CLOSE_SECONDS = 1;

/**
 * One connection to a server: a reader that never pauses, a writer that ends
 * every write, and the calls that wait for their answers, first in, first out.
 *
 * Answers carry no ids. So whatever could let one be taken for another's (a
 * timeout, a line that is malformed, too long or not asked for) ends the
 * connection, and every waiting call settles: as `not sent`, or as `unknown`.
 */
export class Connection {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #maxInFlight: number;
  readonly #onNotification: (notification: Record<string, unknown>) => void;
  readonly #queue: Call[] = [];
  /** Sent and unanswered calls. Abandoned ones stay, as their answers still come. */
  readonly #inFlight: Call[] = [];
  readonly #lines = new LineSplitter();
  readonly #closed = Promise.withResolvers<ConnectionError | null>();
  #writing: Promise<void> = Promise.resolve();
  #failure: ConnectionError | null = null;
  #closing = false;

  constructor(transport: Transport, options: ConnectionOptions = {}) {
    this.#transport = transport;
    this.#clock = options.clock ?? systemClock;
    this.#deadlines = new Deadlines(this.#clock);
    this.#maxInFlight = options.maxInFlight ?? 1;
    this.#onNotification = options.onNotification ?? (() => {});
    this.#read();
  }

  /**
   * Settles when the connection has ended: with the error that ended it, or `null` after a close.
   * Its outcome is `not sent` if no call was in flight.
   */
  get closed(): Promise<ConnectionError | null> {
    return this.#closed.promise;
  }

  /** Line ending of the server; `null` until its first line. */
  get lineEnding(): LineEnding | null {
    return this.#lines.ending;
  }

  /** Whether the connection is open. */
  get isOpen(): boolean {
    return !this.#closing && this.#failure === null;
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws {ServerError} if the server refuses the command.
   * @throws {TimeoutError} if no answer came in time.
   * @throws {ConnectionError} if the connection ended first.
   * @throws the signal's reason if that was aborted first.
   */
  call(command: OutgoingCommand, options: CallOptions = {}): Promise<unknown> {
    const { timeout = null, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (!this.isOpen) return Promise.reject(this.#ended("not sent"));
    let line: Uint8Array;
    try {
      line = encode(command);
    } catch (error) {
      return Promise.reject(error);
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const stop = (): void => this.#abandon(call, signal?.reason);
    const cancel = timeout === null
      ? () => {}
      : this.#deadlines.after(timeout, () => this.#timeOut(call, timeout));
    const call: Call = {
      command: command.command,
      line,
      state: "queued",
      isWritten: false,
      resolve,
      reject,
      cleanUp(): void {
        cancel();
        signal?.removeEventListener("abort", stop);
      },
    };
    signal?.addEventListener("abort", stop, { once: true });
    this.#queue.push(call);
    this.#pump();
    return promise;
  }

  /**
   * Ends the connection politely: ends the writing side, reads what the server still sends, then
   * closes. Calls that were not sent are rejected.
   */
  async close(): Promise<void> {
    if (this.#closing || this.#failure) return void await this.#closed.promise;
    this.#closing = true;
    for (const call of this.#queue.splice(0)) this.#settle(call, this.#ended("not sent"));
    const cancel = this.#clock.after(CLOSE_SECONDS, () => this.#end(null));
    this.#writing.then(() => this.#transport.closeWrite()).catch(() => this.#end(null));
    await this.#closed.promise;
    cancel();
  }

  /** Ends the connection at once. */
  abort(error: ConnectionError): void {
    this.#end(error);
  }

  #pump(): void {
    while (this.isOpen && this.#inFlight.length < this.#maxInFlight) {
      const call = this.#queue.shift();
      if (!call) return;
      call.state = "sent";
      this.#inFlight.push(call);
      this.#write(call);
    }
  }

  #write(call: Call): void {
    const { line } = call;
    this.#writing = this.#writing.then(async () => {
      for (let at = 0; at < line.length && !this.#failure;) {
        call.isWritten = true;
        at += await this.#transport.write(line.subarray(at));
      }
    }).catch((cause) => {
      this.#end(
        new ConnectionError(`The connection broke: ${messageOf(cause)}`, "unknown", { cause }),
      );
    });
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      for (let size; (size = await this.#transport.read(buffer)) !== null;) {
        for (const line of this.#lines.push(buffer.subarray(0, size))) this.#take(parseLine(line));
      }
      this.#end(
        this.#closing ? null : new ConnectionError("The server closed the connection", "unknown"),
      );
    } catch (cause) {
      if (cause instanceof ConnectionError) this.#end(cause);
      else {
        const message = `The connection broke: ${messageOf(cause)}`;
        this.#end(this.#closing ? null : new ConnectionError(message, "unknown", { cause }));
      }
    }
  }

  #take(message: Record<string, unknown>): void {
    if (!("return" in message) && !("exception" in message)) return this.#onNotification(message);
    const { exception } = message;
    const refusal = typeof exception === "string" ? exception : describe(exception);
    const [call] = this.#inFlight;
    if (!call?.isWritten) {
      throw new ProtocolError("The server sent an answer to no question");
    }
    this.#inFlight.shift();
    if ("return" in message) this.#settle(call, null, message.return);
    else this.#settle(call, new ServerError(call.command, refusal));
    this.#pump();
  }

  #timeOut(call: Call, timeout: number): void {
    const outcome = call.state === "queued" ? "not sent" : "unknown";
    const { command } = call;
    const message = `No answer to ${command} within ${timeout} s`;
    const error = new TimeoutError(message, outcome, { command });
    if (outcome === "not sent") this.#forget(call);
    this.#settle(call, error);
    if (outcome === "unknown") this.#end(error);
  }

  #abandon(call: Call, reason: unknown): void {
    if (call.state === "queued") {
      this.#forget(call);
      return this.#settle(call, reason);
    }
    // The answer will still come: its place in the line is kept, and so is its deadline.
    const { reject } = call;
    call.resolve = () => {};
    call.reject = () => {};
    reject(reason);
  }

  #forget(call: Call): void {
    const at = this.#queue.indexOf(call);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  #settle(call: Call, error: unknown, value?: unknown): void {
    if (call.state === "settled") return;
    call.state = "settled";
    call.cleanUp();
    if (error === null) call.resolve(value);
    else call.reject(error);
  }

  #end(reason: ConnectionError | null): void {
    if (this.#failure) return;
    const error = reason && this.#inFlight.length === 0 ? harmless(reason) : reason;
    this.#failure = error ?? new ConnectionError("The connection was closed", "not sent");
    this.#closing = true;
    this.#deadlines.clear();
    try {
      this.#transport.close();
    } catch {
      // It is closed already.
    }
    for (const call of this.#inFlight.splice(0)) {
      this.#settle(call, this.#ended(call.isWritten ? "unknown" : "not sent"));
    }
    for (const call of this.#queue.splice(0)) this.#settle(call, this.#ended("not sent"));
    this.#closed.resolve(error);
  }

  #ended(outcome: CallOutcome): ConnectionError {
    const failure = this.#failure;
    if (failure && failure.outcome === outcome) return failure;
    const message = failure?.message ?? "The connection was closed";
    return new ConnectionError(message, outcome, failure ? { cause: failure } : {});
  }
}

/** Error of a connection that ended with nothing in flight: no call can have been lost. */
function harmless(error: ConnectionError): ConnectionError {
  if (error.code !== "connection" || error.outcome === "not sent") return error;
  return new ConnectionError(error.message, "not sent", { cause: error.cause });
}

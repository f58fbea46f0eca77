import type { Clock } from "../clock.ts";
import type { CallOptions } from "./connection.ts";
import type { Notification } from "./messages.ts";
import type { Dial } from "./transport.ts";

/** Options of `ProtocolClient.connect`. */
export interface ClientOptions {
  /**
   * TCP port.
   *
   * @default {22244}
   */
  port?: number;
  /**
   * Seconds for connecting and for each call; `null` for no limit.
   *
   * @default {null}
   */
  timeout?: number | null;
  /** Gives up connecting. */
  signal?: AbortSignal;
  /**
   * Maximum commands in flight. Every server handles one.
   *
   * @default {1}
   */
  maxInFlight?: number;
  /**
   * Called with each change of jobs and machines, once subscribed. What it throws is ignored.
   */
  onNotification?: (notification: Notification) => void;
  /** The clock for timeouts. */
  clock?: Clock;
  /** How to connect, instead of TCP. */
  dial?: Dial;
}

/** Options of `ProtocolClient.call`: the arguments as they go over the wire. */
export interface CommandOptions extends CallOptions {
  /** The arguments by position. */
  args?: readonly unknown[];
  /** The arguments by name. */
  kwargs?: Readonly<Record<string, unknown>>;
}

/** Options of `ProtocolClient.destroyJob`. */
export interface DestroyOptions extends CallOptions {
  /** Reason given to whoever asks about the job. */
  reason?: string;
}

/** A problem with a board. */
export interface BoardProblem {
  /** What is wrong, for people. */
  description: string;
  /** The chip's column on the board, if it is about a chip. */
  x?: number;
  /** The chip's row on the board. */
  y?: number;
  /** The core, if it is about a core of that chip. */
  p?: number;
}

import type { Clock } from "../clock.ts";
import type { CallOptions } from "./connection.ts";
import type { Notification } from "./messages.ts";
import type { Dial } from "./transport.ts";

/** How a `ProtocolClient` connects and calls. */
export interface ClientOptions {
  /** TCP port; 22244 when not given. */
  port?: number;
  /** Seconds for connecting and for each call; `null`, the default, for no limit. */
  timeout?: number | null;
  /** Gives up connecting. */
  signal?: AbortSignal;
  /** Commands that may be unanswered at a time; 1 when not given, which all servers stand. */
  maxInFlight?: number;
  /**
   * Told of jobs and machines that changed, once the connection has subscribed. What it
   * throws is ignored.
   */
  onNotification?: (notification: Notification) => void;
  /** The clock for timeouts. */
  clock?: Clock;
  /** How to connect, instead of TCP. */
  dial?: Dial;
}

/** A command's arguments, as they go over the wire, and what else goes with a call. */
export interface CommandOptions extends CallOptions {
  /** The arguments by position. */
  args?: readonly unknown[];
  /** The arguments by name. */
  kwargs?: Readonly<Record<string, unknown>>;
}

/** What goes with the destruction of a job. */
export interface DestroyOptions extends CallOptions {
  /** What to tell whoever asks why it was destroyed. */
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

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
  /**
   * Gives up connecting.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
  /**
   * Maximum commands in flight. Every server handles one.
   *
   * @default {1}
   */
  maxInFlight?: number;
  /**
   * Called with each change of jobs and machines, once subscribed. What it throws is ignored.
   *
   * @default {undefined}
   */
  onNotification?: (notification: Notification) => void;
  /**
   * Clock for timeouts.
   *
   * @default the system's monotonic clock
   */
  clock?: Clock;
  /**
   * Function that connects.
   *
   * @default TCP with `Deno.connect`
   */
  dial?: Dial;
}

/** Options of `ProtocolClient.call`: the arguments as sent over the wire. */
export interface CommandOptions extends CallOptions {
  /**
   * Arguments by position.
   *
   * @default {[]}
   */
  args?: readonly unknown[];
  /**
   * Arguments by name.
   *
   * @default {{}}
   */
  kwargs?: Readonly<Record<string, unknown>>;
}

/** Options of `ProtocolClient.destroyJob`. */
export interface DestroyOptions extends CallOptions {
  /**
   * Reason for whoever asks about the job.
   *
   * @default none
   */
  reason?: string;
}

/** A problem with a board. */
export interface BoardProblem {
  /** Description for people. */
  description: string;
  /**
   * Column of the chip on the board.
   *
   * @default the board as a whole
   */
  x?: number;
  /**
   * Row of the chip on the board.
   *
   * @default the board as a whole
   */
  y?: number;
  /**
   * Core of that chip.
   *
   * @default the chip as a whole
   */
  p?: number;
}

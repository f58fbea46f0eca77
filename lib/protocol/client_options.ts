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
   * Clock for timeouts; the system's by default.
   *
   * @default {undefined}
   */
  clock?: Clock;
  /**
   * Function that connects; by TCP, with `Deno.connect`, by default.
   *
   * @default {undefined}
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
   * @default {undefined}
   */
  reason?: string;
}

/** Options of `Server.listJobs`. */
export interface ListJobsOptions extends CallOptions {
  /**
   * Ids of jobs of the user to be told whole, where a server can't tell all of them so.
   *
   * @default {[]}
   */
  whole?: readonly number[];
}

/** A problem with a board. */
export interface BoardProblem {
  /** Description for people. */
  description: string;
  /**
   * Job that has the board, which servers with an HTTPS API need to know.
   *
   * @default {undefined}
   */
  jobId?: number;
  /**
   * Column of the chip on the board, if the problem is one of a chip.
   *
   * @default {undefined}
   */
  x?: number;
  /**
   * Row of the chip on the board, if the problem is one of a chip.
   *
   * @default {undefined}
   */
  y?: number;
  /**
   * Core of that chip, if the problem is one of a core.
   *
   * @default {undefined}
   */
  p?: number;
}

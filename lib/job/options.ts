import type { Abortable } from "../clock.ts";
import type { SpallocError } from "../errors.ts";
import type { KeepaliveThread } from "../lifeline/choose_thread.ts";
import type { ServerOptions } from "../session.ts";

/** Options of what waits. */
export interface WaitOptions extends Abortable {
  /**
   * Seconds; `null` for as long as it takes.
   *
   * @default {null}
   */
  timeout?: number | null;
}

/** How a job reaches its server, and what it tells on the way. */
export interface JobOptions extends ServerOptions {
  /** Gives up opening the job; one that was created in the meantime is destroyed. */
  signal?: AbortSignal;
  /**
   * Where the job is kept alive from: in a worker, which beats on while this
   * thread is busy, or in this thread, which costs less.
   *
   * When not given it is a worker, unless the program may not load its modules:
   * that takes `--allow-read` of this package where it is local files, and
   * nothing where it comes from JSR. With a `dial` or a `clock` of your own it
   * is always this thread. `job.keepaliveIn` tells which it is.
   */
  keepaliveIn?: KeepaliveThread;
  /**
   * Told when the server can't be reached, and is tried again and again; or when the worker
   * that keeps the job alive failed. What it throws is ignored.
   */
  onTrouble?: (error: SpallocError) => void;
  /** Told when the server is reached again. What it throws is ignored. */
  onRecovered?: () => void;
}

import type { Abortable } from "../clock.ts";
import type { SpallocError } from "../errors.ts";
import type { KeepaliveThread } from "../lifeline/choose_thread.ts";
import type { ServerOptions } from "../session.ts";

/** Options of methods that wait. */
export interface WaitOptions extends Abortable {
  /**
   * Maximum seconds to wait; `null` for no limit.
   *
   * @default {null}
   */
  timeout?: number | null;
}

/** Options of `Job.create` and `Job.resume`. */
export interface JobOptions extends ServerOptions {
  /**
   * Gives up opening the job; one that was created in the meantime is destroyed.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
  /**
   * Thread that keeps the job alive: a worker, which goes on while this thread is busy, or this
   * thread, which costs less.
   *
   * When not given it is a worker, unless the program may not load its modules:
   * that takes `--allow-read` of this package where it is local files, and
   * nothing where it comes from JSR. With a `dial` or a `clock` of your own it
   * is always this thread. `job.keepaliveIn` tells which it is.
   */
  keepaliveIn?: KeepaliveThread;
  /**
   * Called when the server can't be reached, and is tried again; or when the worker that keeps the
   * job alive failed. What it throws is ignored.
   *
   * @default {undefined}
   */
  onTrouble?: (error: SpallocError) => void;
  /**
   * Called when the server is reached again. What it throws is ignored.
   *
   * @default {undefined}
   */
  onRecovered?: () => void;
}

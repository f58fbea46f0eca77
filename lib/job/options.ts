import type { Abortable } from "../clock.ts";
import type { SpallocError } from "../errors.ts";
import type { KeepaliveThread } from "../lifeline/choose_thread.ts";
import type { JobSummary, MachineSummary } from "../protocol/messages.ts";
import type { ServerOptions } from "../connect.ts";

/** All machines and jobs of a server. */
export interface Surroundings {
  /** Machines, the one that is filled first at the top. */
  machines: MachineSummary[];
  /** Jobs that are queued or have boards, oldest first. */
  jobs: JobSummary[];
}

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
   * thread, which costs less. It is a worker by default, if its modules may be loaded.
   *
   * A worker needs permission to load its modules: `--allow-read` of this package where it is local
   * files, and nothing where it comes from JSR. With a `dial` or a `clock` of your own it is always
   * this thread. `job.keepaliveIn` tells which it is.
   *
   * @default {undefined}
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

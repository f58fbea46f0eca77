/** Options of Java manners. All times are in seconds. */
export interface JavaOptions {
  /**
   * Interval of allocations, besides those after each new job.
   *
   * @default {5}
   */
  readonly allocatorPeriod?: number;
  /**
   * Keepalive of a job that asks for none.
   *
   * @default {60}
   */
  readonly defaultKeepalive?: number;
  /**
   * Maximum time that a subscription waits for a change before it looks again.
   *
   * @default {60}
   */
  readonly notifyWaitTime?: number;
  /**
   * Time for which a subscription is deaf after each look: changes are then reported one wait
   * later, or, for all jobs, never.
   *
   * @default {0}
   */
  readonly notifyGap?: number;
  /**
   * Maximum time to wait for the rest of a line.
   *
   * @default {2}
   */
  readonly receiveTimeout?: number;
  /**
   * Time for which destroyed jobs are remembered.
   *
   * @default {14 * 24 * 3600}
   */
  readonly memory?: number;
  /**
   * Maximum connections and subscriptions that are served together; 0 for no limit.
   *
   * @default {0}
   */
  readonly threads?: number;
  /**
   * Whether the server has the faults that can be inferred from the program of real ones, as of
   * 2026: `where_is` of chips, sizes that stall the allocator, jobs of 0 boards, answers about
   * destroyed jobs, reports of a board that nobody uses. With `false` it has none, so that a client
   * can be tested both ways.
   *
   * @default {true}
   */
  readonly inferred?: boolean;
}

/** Options of Java manners, all of them set. */
export type JavaSettings = Required<JavaOptions>;

const DAY = 24 * 60 * 60;

/** Defaults of Java manners. */
export const JAVA_SETTINGS: JavaSettings = {
  allocatorPeriod: 5,
  defaultKeepalive: 60,
  notifyWaitTime: 60,
  notifyGap: 0,
  receiveTimeout: 2,
  memory: 14 * DAY,
  threads: 0,
  inferred: true,
};

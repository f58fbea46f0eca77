/**
 * How a simulator with Java manners is to behave; every option may be left out.
 * All times are in seconds.
 */
export interface JavaOptions {
  /** How often boards are given out, besides after each new job; 5 when left out. */
  readonly allocatorPeriod?: number;
  /** What a job gets that asks for no keepalive, or for none; 60 when left out. */
  readonly defaultKeepalive?: number;
  /** How long a subscription waits for a change before it looks anew; 60 when left out. */
  readonly notifyWaitTime?: number;
  /**
   * How long a subscription is deaf after each look: what changes then is told
   * one wait later, or, for all jobs, never; 0 when left out.
   */
  readonly notifyGap?: number;
  /** How long the rest of a line may be waited for; 2 when left out. */
  readonly receiveTimeout?: number;
  /** How long destroyed jobs are remembered; 14 days when left out. */
  readonly memory?: number;
  /** How many connections and subscriptions are served together; 0, when left out, is any number. */
  readonly threads?: number;
  /**
   * Whether the server is wrong where real ones are by all that can be inferred
   * from their program, as of 2026: `where_is` of chips, sizes that stall the
   * allocator, jobs of 0 boards, what is told of destroyed jobs, reports of a
   * board that nobody uses. `true` when left out; with `false` it is right
   * there, so that a client can be tested both ways.
   */
  readonly inferred?: boolean;
}

/** The options of Java manners, all of them set. */
export type JavaSettings = Required<JavaOptions>;

const DAY = 24 * 60 * 60;

/** What is left out of the options of Java manners. */
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

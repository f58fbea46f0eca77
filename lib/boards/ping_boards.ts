import type { Check } from "../tries/check.ts";
import { ping, type PingOptions } from "./ping.ts";
import { throughServer } from "./server_proxy.ts";
import type { SilentBoard } from "./ping_result.ts";

/** Options of {@linkcode pingBoards}. */
export interface PingBoardsOptions extends Omit<PingOptions, "signal"> {
  /**
   * Whether to ask through the server, for boards that can't be reached directly: as
   * `job.openChannel` does.
   *
   * @default {false}
   */
  proxy?: boolean;
}

/**
 * Returns a check for {@linkcode allocate}: the boards of a job are asked for the version of their
 * software, and fail if one of them does not answer, as with {@linkcode ping}.
 *
 * Only boards that are booted answer: in a check of your own, boot them first.
 *
 * @example Boards that were booted, and of which every one answers
 * ```ts
 * import { allocate, type AllocatedJob, pingBoards } from "@spalloc/client";
 *
 * const ping = pingBoards();
 *
 * async function getBoards(boot: (address: string) => Promise<void>): Promise<AllocatedJob> {
 *   return await allocate(24, {
 *     check: async (job, options) => {
 *       await boot(job.hostname);
 *       return await ping(job, options);
 *     },
 *   });
 * }
 * ```
 */
export function pingBoards(options: PingBoardsOptions = {}): Check {
  const { proxy = false, ...patience } = options;
  return async (job, { signal }) => {
    const { connections } = job;
    const open = proxy ? { open: throughServer(job) } : {};
    const { silent } = await ping(connections, { ...patience, ...open, signal });
    if (silent.length === 0) return null;
    const failed = silent.map(({ x, y, hostname }) => ({ x, y, hostname }));
    return { text: textOf(silent, connections.length), failed };
  };
}

function textOf(silent: readonly SilentBoard[], count: number): string {
  const reasons = new Set(silent.map(({ why }) => why));
  const [why = null] = reasons.size === 1 ? reasons : [];
  const reason = why === null ? "" : ` (${why})`;
  if (count === 1) return `the board does not answer${reason}`;
  return `${silent.length} of ${count} boards ${
    silent.length === 1 ? "does" : "do"
  } not answer${reason}`;
}

import { countBoards } from "../machine/extent.ts";
import { accountOf } from "../protocol/accounting.ts";
import { namedBoard } from "../protocol/named_board.ts";
import { boardsAsked, type JobRequest } from "../protocol/request.ts";

/** Shortest and longest keepalive of a job, in seconds. */
export const API_KEEPALIVES: readonly [shortest: number, longest: number] = [30, 300];
/** Keepalive of a job that asks for none, in seconds. */
const DEFAULT_KEEPALIVE = 60;
/** Keys of the accounts of a job. */
const ACCOUNTS = { group: "group", collab: "nmpi-collab", nmpiJob: "nmpi-job-id" } as const;

/**
 * Returns the keepalive that a server gives a job: whole seconds, and neither too short nor too
 * long for it. `null` is the longest.
 */
export function apiKeepalive(asked: number | null = DEFAULT_KEEPALIVE): number {
  const [shortest, longest] = API_KEEPALIVES;
  return Math.min(Math.max(Math.ceil(asked ?? longest), shortest), longest);
}

/** Returns the body of a request that creates a job. Unknown fields would be refused. */
export function apiJobRequest(request: JobRequest): Record<string, unknown> {
  const { machine = null, tags, owner = null } = request;
  const account = accountOf(request);
  const dead = maxDeadBoards(request);
  return {
    "keepalive-interval": `PT${apiKeepalive(request.keepalive)}S`,
    // No machine has no tags at all: without any the standard ones are meant.
    ...machine === null ? { tags: tags?.length ? tags : ["default"] } : { "machine-name": machine },
    ...boards(request),
    ...dead > 0 && { "max-dead-boards": dead },
    ...account && { [ACCOUNTS[account.name]]: account.value },
    ...owner !== null && { owner },
  };
}

function boards(request: JobRequest): Record<string, unknown> {
  const named = namedBoard(request);
  if (named && "address" in named) return { board: { address: named.address } };
  if (named) {
    const [cabinet, frame, board] = named.physical;
    return { board: { cabinet, frame, board } };
  }
  const [first = 1, second, third] = boardsAsked(request);
  if (second === undefined) return { "num-boards": first };
  if (third === undefined) return { dimensions: { width: first, height: second } };
  return { board: { x: first, y: second, z: third } };
}

/** Returns how many boards may be dead: all but one where there is no limit. */
function maxDeadBoards(request: JobRequest): number {
  const { maxDeadBoards = 0 } = request;
  if (maxDeadBoards !== null) return maxDeadBoards;
  const [first = 1, second, third] = boardsAsked(request);
  if (third !== undefined) return 0;
  return (second === undefined ? first : countBoards({ width: first, height: second })) - 1;
}

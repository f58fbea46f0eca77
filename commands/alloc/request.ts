import { type Boards, checkRequest, type JobRequest } from "../../lib/protocol/request.ts";
import type { Call } from "../call.ts";
import { UsageError } from "../errors.ts";
import { needSetting } from "../missing.ts";
import { usesApi } from "../options.ts";
import { accountFor } from "./account.ts";
import type { AllocFlags } from "./definition.ts";

/** Options and arguments about the boards to request. */
export interface Requirements extends Partial<AllocFlags> {
  /** A number of boards, a size in triads, or the coordinates of one board. */
  what: readonly number[];
}

/**
 * Combines options, arguments and settings to the request for a job.
 *
 * @throws {UsageError} if that can't be asked for, or nobody is named who asks.
 */
export function requestOf(options: Requirements, call: Call): JobRequest {
  const hasAccounts = usesApi(options, call);
  const account = accountFor(options, call, { hasAccounts });
  // Where people log in, jobs belong to whoever did.
  const owner = hasAccounts
    ? options.owner ?? account.owner ?? null
    : needSetting("owner", options, { call, of: "the job" });
  const machine = call.given(options.machine === true ? null : options.machine, "machine");
  if (machine !== null && options.tags !== undefined) {
    throw new UsageError(
      "Give only one of --machine and --tags. " +
        "Every word after --tags is a tag, so put the number of boards before it",
    );
  }
  const request: JobRequest = {
    ...account,
    what: boardsOf(options),
    owner,
    machine,
    // A machine that is named rules out tags, so those of the settings don't count then.
    tags: machine === null ? call.given(options.tags === true ? [] : options.tags, "tags") : null,
    keepalive: call.given(options.keepalive, "keepalive"),
    minRatio: call.given(options.minRatio, "minRatio"),
    maxDeadBoards: call.given(options.maxDeadBoards, "maxDeadBoards"),
    maxDeadLinks: call.given(options.maxDeadLinks, "maxDeadLinks"),
    requireTorus: call.given(options.requireTorus, "requireTorus"),
  };
  checkRequest(request, { needsOwner: !hasAccounts });
  return request;
}

/**
 * Returns the requested boards.
 *
 * @throws {UsageError} if they are requested in two ways, or a place is no place.
 */
function boardsOf({ what, physical, ip }: Requirements): Boards {
  const option = physical !== undefined ? "--physical" : ip !== undefined ? "--ip" : null;
  if (option === null) return what;
  if (what.length > 0) {
    throw new UsageError(
      `Cannot allocate ${what.join(" ")} and the board of ${option}: give only one of them`,
    );
  }
  if (ip !== undefined) return { address: ip };
  const numbers = physical === true || physical === undefined ? [] : physical;
  const [cabinet, frame, board, ...more] = numbers;
  if (cabinet === undefined || frame === undefined || board === undefined || more.length > 0) {
    throw new UsageError(
      `--physical takes three numbers, CABINET FRAME BOARD, not "${numbers.join(" ")}"`,
    );
  }
  return { physical: [cabinet, frame, board] };
}

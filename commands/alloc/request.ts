import { checkRequest, type JobRequest } from "../../lib/protocol/request.ts";
import type { ServerAddress } from "../../lib/server_address.ts";
import type { Call } from "../call.ts";
import { UsageError } from "../errors.ts";
import { needSetting } from "../missing.ts";

/** Options and arguments about the boards to request. */
export interface Requirements {
  /** A number of boards, a size in triads, or the coordinates of one board. */
  what: readonly number[];
  hostname?: ServerAddress | undefined;
  owner?: string | undefined;
  keepalive?: number | null | undefined;
  /** `true` for any machine. */
  machine?: string | true | undefined;
  /** `true` for none. */
  tags?: string[] | true | undefined;
  minRatio?: number | undefined;
  maxDeadBoards?: number | null | undefined;
  maxDeadLinks?: number | null | undefined;
  requireTorus?: boolean | undefined;
}

/**
 * Combines options, arguments and settings to the request for a job.
 *
 * @throws {UsageError} if that can't be asked for, or nobody is named who asks.
 */
export function requestOf(options: Requirements, call: Call): JobRequest {
  const owner = needSetting("owner", options, { call, of: "the job" });
  const machine = call.given(options.machine === true ? null : options.machine, "machine");
  if (machine !== null && options.tags !== undefined) {
    throw new UsageError(
      "Give only one of --machine and --tags. " +
        "Every word after --tags is a tag, so put the number of boards before it",
    );
  }
  const request: JobRequest = {
    what: options.what,
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
  checkRequest(request);
  return request;
}

import {
  ConnectionError,
  JobDestroyedError,
  JobUnknownError,
  UnsupportedError,
} from "../../errors.ts";
import type { CallOptions } from "../../protocol/connection.ts";
import type { ApiConversation } from "../conversation.ts";
import { jobDescription } from "../messages.ts";
import { unlessNotThere } from "../refusals.ts";
import type { ProxySocket } from "./socket.ts";

/**
 * Opens a websocket to the boards of a job.
 *
 * The job is asked for first: its answer tells more than that to a handshake, and it renews the
 * session that the websocket is opened in.
 *
 * @throws {JobDestroyedError} or {JobUnknownError} if the job is gone.
 * @throws {ConnectionError} if it has no boards yet, or the server can't be reached.
 * @throws {UnsupportedError} if the server has no proxy.
 */
export async function openProxy(
  talk: ApiConversation,
  jobId: number,
  options: CallOptions,
): Promise<ProxySocket> {
  const request = { path: `jobs/${jobId}` };
  const asked = talk.ask("get_job_state", request, jobDescription, options);
  const job = await unlessNotThere(asked, null);
  if (!job) throw new JobUnknownError(jobId);
  const { state, reason, proxyUrl } = job;
  if (state === "DESTROYED") throw new JobDestroyedError(jobId, reason);
  if (proxyUrl === null) {
    if (state === "READY" || state === "POWER") {
      throw new UnsupportedError(
        "This server has no proxy to its boards: they are reached directly, at their own " +
          "addresses, from the network that they are in",
      );
    }
    throw new ConnectionError(`Job ${jobId} has no boards yet`, "not sent");
  }
  // The link names the host that the server sees, which a proxy before it may have replaced.
  return await talk.openSocket(`proxy/${jobId}`, options);
}

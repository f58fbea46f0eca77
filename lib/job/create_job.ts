import { systemClock } from "../clock.ts";
import { ConnectionError, UnknownOutcomeError } from "../errors.ts";
import type { JobRequest } from "../protocol/request.ts";
import { isUrl } from "../server_address.ts";
import { apiKeepalive } from "../v2/job_request.ts";
import { askOnce, DEFAULT_TIMEOUT, type ServerOptions } from "../connect.ts";
import type { Server } from "../server.ts";
import type { Session } from "../session.ts";

/** Seconds to wait for the answer to `create_job` after an abort. */
const GRACE_SECONDS = 2;

/**
 * Sends `create_job` once, and returns the job's id.
 *
 * An abort does not keep it from waiting for the answer for some seconds more:
 * a job whose id nobody knows can't be destroyed.
 *
 * @throws {UnknownOutcomeError} if the answer was lost.
 */
export async function createJob(
  session: Session,
  request: JobRequest,
  { signal, ...server }: ServerOptions & { signal?: AbortSignal },
): Promise<number> {
  const clock = server.clock ?? systemClock;
  const stop = new AbortController();
  let wasSent = false;
  let sentAt = clock.now();
  let cancel = (): void => {};
  const interrupt = (): void => {
    if (!wasSent) stop.abort(signal?.reason);
    else cancel = clock.after(GRACE_SECONDS, () => stop.abort(signal?.reason));
  };
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    return await session.query(async (client) => {
      wasSent = true;
      sentAt = clock.now();
      try {
        return await client.createJob(request);
      } catch (error) {
        wasSent = !(error instanceof ConnectionError && error.outcome === "not sent");
        throw error;
      }
    }, { onlyIfNotSent: true, signal: stop.signal });
  } catch (error) {
    const isLost = stop.signal.aborted
      ? wasSent
      : error instanceof ConnectionError && error.outcome === "unknown";
    if (!isLost) throw error;
    const seconds = clock.now() - sentAt;
    const candidates = signal?.aborted
      ? []
      : await findCandidates(server, request, seconds, signal);
    const text = explain(keepaliveOn(server, request), candidates);
    throw new UnknownOutcomeError(text, candidates, { cause: error });
  } finally {
    cancel();
    signal?.removeEventListener("abort", interrupt);
  }
}

/** Lists jobs that match a request of the last `seconds`. None is taken for ours: others may ask alike. */
async function findCandidates(
  server: ServerOptions,
  request: JobRequest,
  seconds: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const until = signal && { signal };
  try {
    const timeout = server.timeout ?? DEFAULT_TIMEOUT;
    const find = (client: Server): Promise<number[]> => client.findJobs(request, seconds, until);
    return await askOnce({ ...server, timeout }, find, until);
  } catch {
    return []; // The server is out of reach: nothing more is known.
  }
}

/** Returns the keepalive that a job has by a request; `null` for ever. */
function keepaliveOn({ hostname }: ServerOptions, { keepalive = 60 }: JobRequest): number | null {
  return isUrl(hostname) ? apiKeepalive(keepalive) : keepalive;
}

function explain(keepalive: number | null, candidates: number[]): string {
  const ids = candidates.length === 0
    ? ""
    : ` (your jobs that look like it: ${candidates.join(", ")})`;
  const end = keepalive === null
    ? "it has no keepalive and stays until somebody destroys it"
    : `the server destroys it when its keepalive of ${keepalive} s is over`;
  return `The server's answer was lost: a job may have been created${ids}. If so, ${end}`;
}

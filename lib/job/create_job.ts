import { systemClock } from "../clock.ts";
import { ConnectionError, UnknownOutcomeError } from "../errors.ts";
import type { JobSummary } from "../protocol/messages.ts";
import { namedBoard } from "../protocol/named_board.ts";
import { boardsAsked, type JobRequest } from "../protocol/request.ts";
import { isUrl } from "../server_address.ts";
import { apiKeepalive } from "../v2/job_request.ts";
import { connect, DEFAULT_TIMEOUT, type ServerOptions } from "../connect.ts";
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
    const candidates = signal?.aborted ? [] : await findCandidates(server, request, signal);
    throw new UnknownOutcomeError(explain(keepaliveOn(server, request), candidates), candidates, {
      cause: error,
    });
  } finally {
    cancel();
    signal?.removeEventListener("abort", interrupt);
  }
}

/** Lists jobs that match the request. Others may ask for the same, so none is taken for ours. */
async function findCandidates(
  server: ServerOptions,
  request: JobRequest,
  signal?: AbortSignal,
): Promise<number[]> {
  const until = signal && { signal };
  try {
    const timeout = server.timeout ?? DEFAULT_TIMEOUT;
    await using client = await connect({ ...server, timeout }, until);
    return (await client.listJobs(until))
      .filter((job) => isOfWhoAsks(job, request) && isAlike(job, request))
      .map((job) => job.jobId);
  } catch {
    return []; // The server is out of reach: nothing more is known.
  }
}

/** Returns the keepalive that a job has by a request; `null` for ever. */
function keepaliveOn({ hostname }: ServerOptions, { keepalive = 60 }: JobRequest): number | null {
  return isUrl(hostname) ? apiKeepalive(keepalive) : keepalive;
}

/** Where jobs belong to whoever is logged in, those of others are hidden. */
function isOfWhoAsks(job: JobSummary, { owner = null }: JobRequest): boolean {
  return owner === null ? !job.isHidden : job.owner === owner;
}

/** Whether a job has the same boards requested, as far as a list tells of that. */
function isAlike({ args }: JobSummary, request: JobRequest): boolean {
  if (namedBoard(request)) return true;
  const one = [1];
  const asked = boardsAsked(request);
  return String(args.length > 0 ? args : one) === String(asked.length > 0 ? asked : one);
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

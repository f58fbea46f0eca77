import { type Clock, systemClock } from "./clock.ts";
import { ConnectionError, UnknownOutcomeError } from "./errors.ts";
import { createJobArguments, type JobRequest } from "./protocol/request.ts";
import { connect, DEFAULT_TIMEOUT, type ServerOptions, type Session } from "./session.ts";

/** Seconds that an answer to `create_job` is still waited for after an abort. */
const GRACE_SECONDS = 2;

/**
 * Sends `create_job` once, and gives the id of the job.
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
  const late = lateAbort(server.clock ?? systemClock, signal);
  try {
    return await session.query((client) => {
      signal?.throwIfAborted();
      return client.createJob(request, { signal: late.signal });
    }, { onlyIfNotSent: true, signal: late.signal });
  } catch (error) {
    const isLost = late.signal.aborted ||
      (error instanceof ConnectionError && error.outcome === "unknown");
    if (!isLost) throw error;
    const candidates = late.signal.aborted ? [] : await findCandidates(server, request);
    throw new UnknownOutcomeError(explain(request, candidates), candidates, { cause: error });
  } finally {
    late.cancel();
  }
}

/** A signal that is aborted some seconds after another. */
function lateAbort(
  clock: Clock,
  signal?: AbortSignal,
): { signal: AbortSignal; cancel: () => void } {
  const late = new AbortController();
  let cancelTimer = (): void => {};
  const start = (): void => {
    cancelTimer = clock.after(GRACE_SECONDS, () => late.abort(signal?.reason));
  };
  if (signal?.aborted) start();
  else signal?.addEventListener("abort", start, { once: true });
  return {
    signal: late.signal,
    cancel(): void {
      signal?.removeEventListener("abort", start);
      cancelTimer();
    },
  };
}

/** Jobs that look like the one asked for. Others may ask for the same, so none is taken for ours. */
async function findCandidates(server: ServerOptions, request: JobRequest): Promise<number[]> {
  try {
    await using client = await connect({ ...server, timeout: server.timeout ?? DEFAULT_TIMEOUT });
    const { args } = createJobArguments(request);
    return (await client.listJobs())
      .filter((job) => job.owner === request.owner && String(job.args) === String(args))
      .map((job) => job.jobId);
  } catch {
    return []; // The server is out of reach: nothing more is known.
  }
}

function explain({ keepalive = 60 }: JobRequest, candidates: number[]): string {
  const ids = candidates.length === 0
    ? ""
    : ` (jobs of yours that look like it: ${candidates.join(", ")})`;
  const end = keepalive === null
    ? "it has no keepalive and stays until somebody destroys it"
    : `the server destroys it ${keepalive} s after its last sign of life`;
  return `The server's answer was lost: a job may have been created${ids}. If so, ${end}`;
}

import { anyOf } from "../clock.ts";
import {
  ConnectionError,
  JobUnknownError,
  ProtocolError,
  ServerError,
  type SpallocError,
  UnknownOutcomeError,
} from "../errors.ts";
import { IdentityCheck, type JobIdentity } from "../lifeline/identity.ts";
import type { Server } from "../server.ts";
import { isGone, JobState, type JobStatus, type JobSummary } from "../protocol/messages.ts";
import { MAX_NONSENSE, Session } from "../session.ts";
import { destroyInTime } from "./destroying.ts";
import type { JobOptions } from "./options.ts";
import { messageOf } from "../message_of.ts";

/** Callbacks of a session that is opened before its job. */
export interface SessionHooks {
  /** Called when the job may have changed. */
  onChange?: () => void;
  /** Called after reconnecting. */
  onReconnect?: (client: Server) => Promise<void>;
}

/** An existing or new job, and the connection to it. */
export interface OpenedJob {
  session: Session;
  hooks: SessionHooks;
  check: IdentityCheck;
  status: JobStatus;
  /** Seconds the job lives without a sign of life; `null` for ever, or if unknown. */
  keepalive: number | null;
}

/** Seconds to try to destroy a job on the way out. */
const LEAVE_SECONDS = 2;

/**
 * Connects, has `begin` create or name a job, and reads its state.
 *
 * A connection that is lost meanwhile is made again for as long as it takes. But what
 * would have ended the opening on the first connection ends it on a later one, too.
 *
 * @param isOurs Whether the job is to be destroyed when something goes wrong:
 * nobody else knows its id, so nobody else can.
 */
export async function openJob(
  options: JobOptions,
  begin: (session: Session, until: { signal: AbortSignal }) => Promise<JobIdentity>,
  { isOurs }: { isOurs: boolean },
): Promise<OpenedJob> {
  const { signal, onTrouble, onRecovered } = options;
  const hooks: SessionHooks = {};
  const futile = new AbortController();
  let nonsense = 0;
  const judge = (error: SpallocError): void => {
    nonsense = error instanceof ProtocolError ? nonsense + 1 : 0;
    if (nonsense >= MAX_NONSENSE || !(error instanceof ConnectionError)) futile.abort(error);
  };
  const session = await Session.open(options, {
    onNotification: () => hooks.onChange?.(),
    onReconnect: (client) => hooks.onReconnect?.(client) ?? Promise.resolve(),
    onTrouble: (error) => {
      judge(error);
      onTrouble?.(error);
    },
    ...(onRecovered && { onRecovered }),
    ...(signal && { signal }),
  });
  const until = { signal: anyOf(futile.signal, signal) };
  try {
    const check = new IdentityCheck(await begin(session, until));
    const look = await firstLook(session, hooks, check, { ...until, options, isOurs });
    return { session, hooks, check, ...look };
  } catch (error) {
    await session.close({ atOnce: true });
    throw error;
  }
}

async function firstLook(
  session: Session,
  hooks: SessionHooks,
  check: IdentityCheck,
  { signal, options: { clock }, isOurs }: {
    signal: AbortSignal;
    options: JobOptions;
    isOurs: boolean;
  },
): Promise<{ status: JobStatus; keepalive: number | null }> {
  const { identity } = check;
  const { jobId } = identity;
  const lost = new AbortController();
  hooks.onReconnect = async (client) => {
    try {
      const { state } = await check.read(client);
      // From now on the next job could get its id, and be taken for it.
      if (state === JobState.unknown) lost.abort(new JobUnknownError(jobId));
    } catch (error) {
      if (!(error instanceof JobUnknownError)) throw error;
      lost.abort(error);
    }
  };
  const until = { signal: anyOf(signal, lost.signal) };
  try {
    await session.query((client) => client.notifyJob(jobId), until);
    const status = await session.query((client) => client.getJobState(jobId), until);
    const isTold = status.startTime !== null && status.keepalive !== null;
    const listed = isTold || isGone(status) ? null : await findInList(session, jobId, until);
    identity.startTime = status.startTime ?? listed?.startTime ?? null;
    until.signal.throwIfAborted();
    return { status, keepalive: status.keepalive ?? listed?.keepalive ?? null };
  } catch (error) {
    if (isOurs && !lost.signal.aborted) {
      const within = { seconds: LEAVE_SECONDS, gone: lost.signal, ...(clock && { clock }) };
      await destroyInTime(session, identity, within).catch((failure) => {
        const why = messageOf(failure);
        const text = `Job ${jobId} was created but could not be destroyed (${why}). ` +
          "Its keepalive, if it has one, ends it";
        if (!lost.signal.aborted) throw new UnknownOutcomeError(text, [jobId], { cause: error });
      });
    }
    throw error;
  }
}

/**
 * Finds a job in the list: old servers give its start time only there, and Java servers its
 * keepalive.
 */
async function findInList(
  session: Session,
  jobId: number,
  until: { signal: AbortSignal },
): Promise<JobSummary | null> {
  try {
    // Asked once: the job lives on nobody's beats while this goes on.
    const options = { ...until, onlyIfNotSent: true };
    const jobs = await session.query((client) => client.listJobs(), options);
    return jobs.find((job) => job.jobId === jobId) ?? null;
  } catch (error) {
    // Without it the job is told from others by its owner.
    if (error instanceof ServerError || error instanceof ConnectionError) return null;
    throw error;
  }
}

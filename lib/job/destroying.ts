import { anyOf, type Clock, Deadline, sleep, systemClock } from "../clock.ts";
import { ConnectionError, TimeoutError } from "../errors.ts";
import { IdentityCheck, type JobIdentity } from "../lifeline/identity.ts";
import { isGone } from "../protocol/messages.ts";
import type { Session } from "../session.ts";

/** Seconds without an answer until another connection is tried as well. */
const HEDGE_SECONDS = 0.5;

/** Options of {@linkcode destroyInTime}. */
interface Destroying {
  /** Seconds to try; `null` for no limit. */
  seconds: number | null;
  /** Aborted when the job is gone. */
  gone: AbortSignal;
  /** Gives up. */
  signal?: AbortSignal;
  /** Clock of the timeouts. */
  clock?: Clock;
  /** Reason for whoever asks about the job. */
  reason?: string;
}

/**
 * Destroys a job, or gives up after some seconds or when a signal is aborted.
 *
 * A connection that carried nothing for long may be dead without anybody having been told. So
 * where no answer comes soon, the job is destroyed over another connection as well, once that has
 * shown that it is still the same job. To destroy it twice does no harm.
 *
 * @returns Whether the session's own connection has answered.
 * @throws {TimeoutError} if the server did not confirm it in time.
 */
export async function destroyInTime(
  session: Session,
  identity: JobIdentity,
  { seconds, gone, signal, clock = systemClock, reason }: Destroying,
): Promise<boolean> {
  using late = new Deadline(clock, seconds, (seconds) => {
    return new TimeoutError(`The server did not confirm it within ${seconds} s`, "unknown");
  });
  const done = new AbortController();
  const until = anyOf(late.signal, gone, signal, done.signal);
  const options = reason === undefined ? {} : { reason };
  const { jobId } = identity;

  const overSession = async (): Promise<boolean> => {
    await session.query((client) => client.destroyJob(jobId, options), { signal: until });
    return true;
  };
  const overAnother = async (): Promise<boolean> => {
    await sleep(clock, HEDGE_SECONDS, until);
    const client = await session.another(until);
    const giveUp = (): void => client.abort(new ConnectionError("It is done", "not sent"));
    until.addEventListener("abort", giveUp, { once: true });
    try {
      const status = await new IdentityCheck(identity).read(client);
      if (!isGone(status)) await client.destroyJob(jobId, options);
      return false;
    } finally {
      giveUp();
    }
  };

  const first = overSession();
  try {
    return await Promise.any([first, overAnother()]);
  } catch {
    return await first; // which says best what went wrong
  } finally {
    done.abort(new ConnectionError("It is done", "not sent"));
    first.catch(() => {});
  }
}

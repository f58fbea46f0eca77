import { anyOf, type Clock, Deadline, systemClock } from "../clock.ts";
import { TimeoutError } from "../errors.ts";
import type { Session } from "../session.ts";

/**
 * Destroys a job, or gives up after some seconds (`null`: never) or when the
 * signal is aborted. To destroy it twice does no
 * harm, and after a reconnection the session has made sure that it is still ours.
 *
 * @throws {TimeoutError} if the server did not confirm it in time.
 */
export async function destroyInTime(
  session: Session,
  jobId: number,
  { seconds, gone, signal, clock = systemClock, reason }: {
    seconds: number | null;
    gone: AbortSignal;
    signal?: AbortSignal;
    clock?: Clock;
    reason?: string;
  },
): Promise<void> {
  using late = new Deadline(clock, seconds, (seconds) => {
    return new TimeoutError(`the server did not confirm it within ${seconds} s`, "unknown");
  });
  const until = anyOf(late.signal, gone, signal);
  const options = reason === undefined ? {} : { reason };
  await session.query((client) => client.destroyJob(jobId, options), { signal: until });
}

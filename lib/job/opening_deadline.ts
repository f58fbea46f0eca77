import { type Clock, Deadline } from "../clock.ts";
import { NotReadyError } from "../errors.ts";

/** Minimum seconds for opening a job: some answers have to come. */
const OPENING_SECONDS = 10;

/**
 * Ends the opening of a job after `seconds`, but not before `least`; never if `null`. Without
 * it a server that is lost meanwhile would be waited for without end.
 */
export function openingDeadline(
  clock: Clock,
  seconds: number | null,
  { jobId = null, least = OPENING_SECONDS }: { jobId?: number | null; least?: number } = {},
): Deadline {
  const limit = seconds === null ? null : Math.max(seconds, least);
  return new Deadline(clock, limit, (seconds) => new NotReadyError(jobId, seconds));
}

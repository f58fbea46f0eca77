import type { Clock, Deadline } from "../../lib/clock.ts";
import { openingDeadline } from "../../lib/job/opening_deadline.ts";

/** Minimum seconds for an answer, however short `--max-wait` is. */
const LEAST_SECONDS = 1;

/** Ends the opening of a job after the seconds of `--max-wait`; never if `null`. */
export function waitDeadline(
  clock: Clock,
  maxWait: number | null,
  jobId: number | null = null,
): Deadline {
  return openingDeadline(clock, maxWait, { jobId, least: LEAST_SECONDS });
}

import { JobState } from "../protocol/messages.ts";

/** States of jobs by the names of the API. */
export const STATES: Readonly<Record<string, number>> = {
  UNKNOWN: JobState.unknown,
  QUEUED: JobState.queued,
  POWER: JobState.power,
  READY: JobState.ready,
  DESTROYED: JobState.destroyed,
};

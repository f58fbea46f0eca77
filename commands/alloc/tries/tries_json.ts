import { isoTime } from "../../../lib/render/times.ts";
import type { FailedTry } from "../../../lib/tries/failed_try.ts";

/** Describes the tries that failed, for programs. */
export function triesAsJson(tries: readonly FailedTry[]): Record<string, unknown>[] {
  return tries.map(({ jobId, machineName, time, ...tried }) => ({
    job_id: jobId,
    machine: machineName,
    ...tried,
    time: isoTime(time),
  }));
}

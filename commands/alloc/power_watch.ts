import type { Job } from "../../lib/job.ts";
import { inSteps } from "../errors.ts";
import type { Progress } from "./progress.ts";

/**
 * Tells the holder of a job each time that somebody powers its boards off, until it is disposed of:
 * the program that runs on them would only see that they no longer answer.
 */
export function warnOfPowerOff(job: Job, progress: Progress): Disposable {
  const said = `Job ${job.id}: somebody has powered the boards off`;
  const steps = [["To power them on again", `spalloc job ${job.id} --power-on`]] as const;
  const over = new AbortController();
  const follow = async (): Promise<void> => {
    let wasOn = true;
    for await (const { power } of job.states({ signal: over.signal })) {
      if (over.signal.aborted) return;
      // While boards are switched, some servers do not tell which way.
      if (power === null) continue;
      if (wasOn && !power) {
        for (const line of inSteps(said, steps)) progress.say(line, "red");
      }
      wasOn = power;
    }
  };
  // What ends the job is told elsewhere.
  follow().catch(() => {});
  return { [Symbol.dispose]: () => over.abort() };
}

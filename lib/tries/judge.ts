import type { AllocatedJob } from "../allocated_job.ts";
import type { Clock } from "../clock.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import { type AvoidedBoard, findAvoided } from "./avoid.ts";
import type { Check } from "./check.ts";
import type { FailedBoard, FailedTry } from "./failed_try.ts";
import { type Asking, locateChips } from "./locate.ts";
import { runCheck } from "./run_check.ts";

/** What boards have to be like. */
export interface Judging {
  /** Checks, one after the other; the first that fails is enough. */
  checks: readonly Check[];
  /** Boards that are not accepted. */
  avoid: readonly AvoidedBoard[];
  /** Boards that are accepted only on the last try, and if the checks find them good. */
  suspects?: readonly AvoidedBoard[];
  /** Maximum seconds for each check; `null` for no limit. */
  timeout: number | null;
  /** Seconds for a check to settle that was told to stop; `null` for no limit. */
  grace: number | null;
  clock: Clock;
  /** Gives up. */
  signal?: AbortSignal;
}

/**
 * Returns what is wrong with the boards of a job; `null` for nothing.
 *
 * @throws what a check throws, or the reason of the signal or of the job's end.
 */
export async function judgeBoards(
  job: AllocatedJob,
  judging: Judging,
  { isLast }: { isLast: boolean },
): Promise<FailedTry | null> {
  const { checks, avoid, suspects = [] } = judging;
  const avoided = await findAvoided(job, avoid, judging);
  if (avoided.length > 0) return failedTry(job, "avoided", "to be avoided", avoided);
  // Where nothing else can be had they may have become good again.
  if (!isLast || checks.length === 0) {
    const suspected = await findAvoided(job, suspects, judging);
    if (suspected.length > 0) return failedTry(job, "avoided", "failed a check before", suspected);
  }
  for (const check of checks) {
    const bad = await runCheck(check, job, judging);
    if (bad) {
      return failedTry(job, bad.outcome, bad.text, await atFault(job, bad.failed ?? [], judging));
    }
  }
  return null;
}

/** Locates the boards that a check has named; the only board of a job needs no name. */
async function atFault(
  job: AllocatedJob,
  named: readonly EthernetChip[],
  options: Asking,
): Promise<FailedBoard[]> {
  const chips = named.length === 0 && job.connections.length === 1 ? job.connections : named;
  return await locateChips(job, chips, options);
}

function failedTry(
  { id, machineName, boards }: AllocatedJob,
  outcome: FailedTry["outcome"],
  text: string,
  failed: readonly FailedBoard[],
): FailedTry {
  return { jobId: id, machineName, boards, time: Date.now() / 1000, outcome, text, failed };
}

import { anyOf } from "../../../lib/clock.ts";
import { ChecksFailedError } from "../../../lib/errors.ts";
import type { Job } from "../../../lib/job.ts";
import type { JobRequest } from "../../../lib/protocol/request.ts";
import type { JobMachine } from "../../../lib/protocol/messages.ts";
import type { FailedTry } from "../../../lib/tries/failed_try.ts";
import { findGoodBoards } from "../../../lib/tries/find_good_boards.ts";
import { judgeBoards } from "../../../lib/tries/judge.ts";
import { isOneBoard } from "../../../lib/tries/options.ts";
import { type Reach, reachBoards } from "../../forwarding/reach.ts";
import { CommandError, type Step } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import { createOrWarn } from "../create.ts";
import type { Guard } from "../guard.ts";
import { leave } from "../leave.ts";
import type { Plan } from "../prepare.ts";
import { waitDeadline, waitForBoards } from "../ready.ts";
import { type Suspension, warnOfSuspension } from "../suspension.ts";
import { explainUnsuitable, isUnsuitable } from "../unsuitable.ts";
import { wrappingOf } from "../wrapping.ts";
import { Aftermath } from "./aftermath.ts";
import { keptJobs } from "./kept_jobs.ts";
import { sayTry } from "./say_try.ts";
import type { TrialPlan } from "./trial.ts";

/** A job whose boards passed the checks. */
export interface TriedJob {
  job: Job;
  failedTries: readonly FailedTry[];
  /** Whether the boards of all other jobs are free. */
  areOthersFree: boolean;
}

/**
 * Creates jobs until the boards of one pass the checks; all others are gone when this returns or
 * throws.
 *
 * @throws {CommandError} if no boards passed.
 * @throws whatever keeps a job from its boards.
 */
export async function tryBoards(
  request: JobRequest,
  { plan, trial, guard }: { plan: Plan; trial: TrialPlan; guard: Guard | null },
): Promise<TriedJob> {
  const { progress, server, departure, receipt, context } = plan;
  const { clock, stderr, interrupts } = context;
  const signal = anyOf(interrupts.signal, departure.signal);
  const aftermath = new Aftermath(plan, trial, signal);
  const suspects = await aftermath.suspects();
  let reach: Reach | null = null;
  const tools = {
    progress,
    context,
    reached: async (job: Job) => reach?.machine ?? await job.machine() as JobMachine,
    wrap: (job: Job, machine: JobMachine) => wrappingOf(job, machine, { plan, guard }),
  };
  const checks = trial.checks.map((make) => make(tools));
  const kept = keptJobs(plan, guard);
  let suspension: Suspension | null = null;
  let areOthersFree = true;
  let count = 0;
  try {
    const { job, failedTries } = await findGoodBoards({
      ...trial,
      ...{ clock, signal, readyTimeout: plan.maxWait, isOneBoard: isOneBoard(request) },
      async create({ timeout }) {
        using late = waitDeadline(clock, timeout);
        const until = { ...server, signal: anyOf(signal, late.signal) };
        return await createOrWarn(request, until, context);
      },
      // Not when it is created: what fails here must find a job that is let go.
      async waitUntilReady(job, { timeout, signal }) {
        await kept.add(job);
        await receipt?.created(job);
        suspension?.[Symbol.dispose]();
        suspension = warnOfSuspension(job, progress, context);
        const waiting = { maxWait: timeout, clock, signal, offers: plan.offers };
        return await waitForBoards(job, progress, waiting);
      },
      async judge(job, which) {
        await receipt?.ready(job, job);
        await using reached = await reachForChecks(job, plan, signal);
        reach = reached;
        await plan.file.write(reached?.machine.connections ?? job.connections);
        await guard?.update({ file: plan.file.path });
        const judging = { ...trial, timeout: trial.checkTimeout, checks, suspects };
        const tried = await judgeBoards(job, { ...judging, grace: null, clock, signal }, which);
        if (tried) {
          // Before what takes longer: reports, for instance.
          progress.endLive();
          const said = sayTry(tried, { at: ++count, of: trial.tries });
          stderr.sentence(said, "yellow");
          await receipt?.tried(tried);
          await aftermath.of(job, tried);
          signal.throwIfAborted();
        }
        return tried;
      },
      async letGo(job, reason) {
        progress.endLive();
        const isFree = await leave(job, reason, { ...plan, keep: false });
        areOthersFree &&= isFree;
        await kept.remove(job);
      },
    });
    await aftermath.good(job);
    return { job, failedTries, areOthersFree };
  } catch (error) {
    progress.endLive();
    if (error instanceof ChecksFailedError) throw explainFailure(error, plan);
    if (!isUnsuitable(error)) throw error;
    throw await explainUnsuitable(error, request, { server, signal });
  } finally {
    (suspension as Suspension | null)?.[Symbol.dispose]();
  }
}

/** Lets programs that check boards reach them, as with `--proxy`; `null` if they can anyway. */
async function reachForChecks(
  job: Job,
  { forwarded, progress, trial }: Plan,
  signal: AbortSignal,
): Promise<Reach | null> {
  if (forwarded === null || !trial?.runsPrograms) return null;
  const machine = await job.machine({ signal }) as JobMachine;
  return await reachBoards(job, machine, {
    ports: forwarded,
    signal,
    // Troubles only: how many datagrams a check takes is of no interest.
    say: (line, style) => style && progress.say(line, style),
  });
}

function explainFailure(error: ChecksFailedError, { program }: Plan): CommandError {
  const { tries } = error;
  const left = program ? ". Your command was not run" : "";
  const count = tries.length === 1 ? "the only try" : `${tries.length} tries`;
  const said = `No boards passed in ${count}${left}`;
  const isRemembered = tries.every(({ outcome }) => outcome === "avoided");
  const steps: Step[] = isRemembered
    ? [
      ["To see the boards that are avoided", "spalloc config"],
      ["To forget those that failed a check", "spalloc config --forget-boards"],
    ]
    : [];
  return new CommandError(said, { exitCode: EXIT_CODES.checksFailed, cause: error, steps });
}

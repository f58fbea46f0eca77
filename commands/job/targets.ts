import type { JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import { type Caller, isJobOf } from "../caller.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type Change, doIt, jobOf } from "./changes.ts";
import { askYes } from "./terminal.ts";
import { idsOf, type WhichJobs } from "./which_jobs.ts";

/** A job to change. */
export interface Target {
  jobId: number;
  /** The job in the server's list; `null` if it is over, or never was. */
  job: JobSummary | null;
}

/** A change to jobs, and its caller. */
export interface ChangeOptions {
  which: WhichJobs;
  change: Change;
  /** The caller. */
  me: Caller;
  /** Whether all questions are answered with yes. */
  yes: boolean;
  context: Context;
}

/**
 * Finds the jobs to change, and asks first if the caller may not mean them: those of others, and
 * one that nobody named.
 *
 * @throws {CommandError} if the answer is no, or a job that was not named is not the caller's.
 * @throws the reason of a signal that comes meanwhile.
 */
export async function targetsOf(
  jobs: readonly JobSummary[],
  options: ChangeOptions,
): Promise<Target[]> {
  const { which, me, yes, context } = options;
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const targets = idsOf(which, jobs).map((jobId) => ({ jobId, job: byId.get(jobId) ?? null }));
  if (which.kind === "only") checkOnly(targets[0]!.jobId, which.owner, options);
  const text = which.kind === "only"
    ? `Job ${targets[0]!.jobId} is the only job of ${nameOf(which.owner)}.`
    : aboutOthers(targets, me) ?? aboutAll(which, targets);
  if (yes || text === null) return targets;
  const asked = `${text} ${question(targets, options)}`;
  if (await askYes(asked, ids(targets), context) !== false) return targets;
  throw new CommandError("Nothing was changed");
}

/**
 * Refuses a job that was not named, unless it is the caller's and somebody can be asked: not behind
 * xargs, whose list may have been empty.
 */
function checkOnly(
  jobId: number,
  owner: Caller,
  { change, me, yes, context }: ChangeOptions,
): void {
  const isMine = me.name === null || owner.name === me.name;
  const canAsk = context.stdin.isTerminal() && context.stderr.isTerminal;
  if (isMine && (yes || canAsk)) return;
  const why = isMine ? "" : ", which is not yours";
  throw new CommandError(
    `You named no job. The only job of ${
      owner.name ?? "the user who is logged in"
    } is job ${jobId}${why}`,
    {
      exitCode: EXIT_CODES.usage,
      steps: [[`To ${doIt(change)}`, `${context.name} ${jobId} ${change.option}`]],
    },
  );
}

/** Names the owners of those jobs that are not the caller's; `null` for none. */
function aboutOthers(targets: readonly Target[], me: Caller): string | null {
  const others = targets.filter(({ job }) => job !== null && !isJobOf(job, me));
  const [first, another] = others;
  if (!first) return null;
  if (!another) return `${jobOf(first.jobId, first.job?.owner)} is not yours.`;
  const byOwner = Map.groupBy(others, ({ job }) => job?.owner ?? "unknown owners");
  const lists = [...byOwner].map(([owner, jobs]) => `${ids(jobs).join(", ")} of ${owner}`);
  return `These jobs are not yours: ${escapeText(lists.join("; "))}.`;
}

/** Names the jobs that `--all` selects; `null` for jobs that were named. */
function aboutAll(which: WhichJobs, targets: readonly Target[]): string | null {
  if (which.kind !== "all" || targets.length === 0) return null;
  return `All jobs of ${nameOf(which.owner)}: ${ids(targets).join(", ")}.`;
}

function nameOf({ name }: Caller): string {
  return name === null ? "the user who is logged in" : escapeText(name);
}

function question({ length }: readonly Target[], { change }: ChangeOptions): string {
  const text = length === 1 ? doIt(change) : `${change.verb} all ${length} jobs`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}

function ids(targets: readonly Target[]): number[] {
  return targets.map(({ jobId }) => jobId);
}

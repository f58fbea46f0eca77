import { escapeText, quote } from "../../lib/escape.ts";
import type { ServerOptions } from "../../lib/connect.ts";
import type { Call } from "../call.ts";
import { type Caller, callerOf, ownerText } from "../caller.ts";
import type { Context } from "../context.ts";
import { inSteps, type Step, UsageError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { needSetting } from "../missing.ts";
import { type ServerFlags, serverOptions, usesApi } from "../options.ts";
import { show } from "../show.ts";
import { lookOf } from "../watch/subject.ts";
import { listAddresses } from "./addresses.ts";
import type { Attempts } from "./attempts.ts";
import { CHANGES } from "./changes.ts";
import { destroyJobs } from "./destroy_jobs.ts";
import { drawJob } from "./draw_job.ts";
import { explainFile } from "./explain.ts";
import { explainJob, isUnknown, readToldJob } from "./explain_job.ts";
import type { Goal } from "./goals.ts";
import { JobInfo } from "./job_info.ts";
import { powerJobs } from "./power_jobs.ts";
import { boardOf, type BoardOptions, reportProblem } from "./report_problem.ts";
import { readIds } from "./read_ids.ts";
import { showJobs } from "./show_jobs.ts";
import { waitForJob } from "./wait.ts";
import { findJob, isOne, type WhichJobs } from "./which_jobs.ts";

/** Options of `spalloc job`. */
export interface JobOptions extends ServerFlags, BoardOptions {
  watch?: true | undefined;
  wait?: Goal | undefined;
  /** Maximum seconds to wait. */
  maxWait?: number | undefined;
  powerOn?: true | undefined;
  reset?: true | undefined;
  powerOff?: true | undefined;
  ethernetIps?: true | undefined;
  /** Path of a file. */
  svg?: string | undefined;
  /** Path of a file, or the id of a job. */
  explain?: string | undefined;
  /** What is wrong with a board. */
  report?: string | undefined;
  /** Reason, or `true` without one. */
  destroy?: string | true | undefined;
  yes?: true | undefined;
  json?: true | undefined;
  all?: true | undefined;
  owner?: string | undefined;
}

/** Does with jobs what the options say, and returns the exit code. */
export async function useJobs(
  words: readonly string[],
  options: JobOptions,
  call: Call,
): Promise<number> {
  const { context } = call;
  const { watch = false, json = false, svg, explain } = options;
  if (explain !== undefined) return await explainOne(explain, words, options, call);
  const asked = await whichJobs(words, options, call);
  if (!isOne(asked)) refuseSeveral(options);
  if (asked.kind !== "named" || asked.ids.length > 1) refuseNumberAsReason(options, call);
  const server = await serverOptions(options, call);
  // Who is logged in is known only now.
  const which = asked.kind === "named" || asked.owner.name !== null
    ? asked
    : { ...asked, owner: callerOf(server, null) };
  if (which.kind === "named" && which.ids.length === 0) {
    tellNone(which, context);
    return 0;
  }

  if (options.ethernetIps) {
    await listAddresses(which, server, { json, context });
    return 0;
  }
  if (options.wait) {
    const { wait: goal, maxWait = null } = options;
    await waitForJob(findJob(which), server, { goal, maxWait, context });
    return 0;
  }
  if (options.report !== undefined) {
    const asked = { description: options.report, which: boardOf(options), context };
    const jobId = await reportProblem(findJob(which), server, asked);
    const reported: WhichJobs = { kind: "named", ids: [jobId] };
    if (json) await showJobs(reported, server, { json, context, note: () => {} });
    return 0;
  }
  if (svg !== undefined) return await drawJob(findJob(which), server, { file: svg, context });
  const attempts = await change(which, server, options, call);
  if (attempts) {
    const { ids } = attempts;
    if (ids.length === 0) tellNone(which, context);
    else if (json) {
      const changed: WhichJobs = { kind: "named", ids };
      await showJobs(changed, server, { json, context, note: () => {} });
    }
    attempts.end();
    return 0;
  }
  const note = (text: string, steps: readonly Step[] = []): void => {
    // Advice for each of several jobs would be too much.
    const lines = inSteps(`spalloc: ${text}`, isOne(which) ? steps : []);
    for (const line of lines) context.stderr.sentence(line);
  };
  if (!isOne(which)) {
    const count = await showJobs(which, server, { json, context, note });
    if (count === 0) tellNone(which, context);
    return 0;
  }
  const info = new JobInfo(findJob(which), watch ? () => {} : note);
  return await show(info, server, { watch, json, context });
}

/** Explains a job, or the receipt in a file; returns the exit code. */
async function explainOne(
  what: string,
  words: readonly string[],
  options: JobOptions,
  call: Call,
): Promise<number> {
  const { context } = call;
  if (words.length > 0) {
    throw new UsageError(`Unexpected ${quote(words[0]!)}: --explain takes one job or file`);
  }
  if (!/^\d+$/.test(what)) {
    await explainFile(what, context);
    return 0;
  }
  const { zone, now } = lookOf(context);
  const told = await readToldJob(Number(what), await serverOptions(options, call));
  for (const line of explainJob(told, { now, zone })) context.stdout.sentence(line);
  return isUnknown(told) ? EXIT_CODES.notOneJob : 0;
}

/** Changes jobs as the options say; `null` without such an option. */
async function change(
  which: WhichJobs,
  server: ServerOptions,
  options: JobOptions,
  call: Call,
): Promise<Attempts | null> {
  const { destroy, powerOn, reset, powerOff, yes = false } = options;
  if (destroy === undefined && !powerOn && !reset && !powerOff) return null;
  const owner = (call.mistakes.has("owner") ? null : call.given(undefined, "owner")) ??
    options.owner ?? null;
  const me = callerOf(server, owner);
  const asked = { which, me, yes, context: call.context };
  if (destroy !== undefined) {
    const by = me.isLoggedIn ? me.name : call.given(options.owner, "owner");
    const reason = (destroy === true ? "" : destroy) || (by ? `Destroyed by ${by}` : "");
    return await destroyJobs(server, { ...asked, change: CHANGES.destroy, reason });
  }
  const kind = reset ? CHANGES.reset : powerOn ? CHANGES.powerOn : CHANGES.powerOff;
  return await powerJobs(server, { ...asked, change: kind, on: !powerOff });
}

/** Selects jobs by their ids or their owner. */
async function whichJobs(
  words: readonly string[],
  options: JobOptions,
  call: Call,
): Promise<WhichJobs> {
  if (words.length > 0) {
    if (options.all) {
      throw new UsageError("Give only one of --all and JOB_ID");
    }
    const { stdin } = call.context;
    const hint = (word: string): string =>
      options.destroy === undefined
        ? ""
        : `; a reason goes right after --destroy: --destroy ${quote(word)}`;
    return { kind: "named", ids: await readIds(words, { stdin, hint }) };
  }
  return { kind: options.all ? "all" : "only", owner: ownerOf(options, call) };
}

/** Returns the owner of jobs without an id: who is logged in where a server has logins. */
function ownerOf(options: JobOptions, call: Call): Caller {
  if (usesApi(options, call)) return { name: options.owner ?? null, isLoggedIn: true };
  const name = needSetting("owner", options, {
    call,
    of: options.all ? "the jobs" : "the job",
    orElse: "or the id of the job",
  });
  return { name, isLoggedIn: false };
}

/** Reports that there was nothing to do, which is no failure of a nightly script. */
function tellNone(which: WhichJobs, { stderr }: Context): void {
  const whose = which.kind === "named"
    ? "Standard input has no job ids"
    : `${escapeText(ownerText(which.owner))} has no live jobs`;
  stderr.sentence(`${whose}: nothing to do.`);
}

/** Refuses actions that are possible with one job only. */
function refuseSeveral({ watch, wait, svg, report, ethernetIps, json }: JobOptions): void {
  if (report !== undefined) {
    throw new UsageError("Cannot report a board of several jobs: name the job that has it");
  }
  if (wait) throw new UsageError("Cannot wait for several jobs: name one");
  if (watch) {
    throw new UsageError("Cannot watch several jobs: name one", {
      steps: [["To watch all jobs", "spalloc ps --watch"]],
    });
  }
  if (svg !== undefined) throw new UsageError("Cannot draw several jobs: name one");
  if (ethernetIps && !json) {
    throw new UsageError(
      "Cannot list the addresses of several jobs as CSV: name one job, or add --json",
    );
  }
}

/** Refuses a number as a reason, which looks like a job's id, unless it follows one other job. */
function refuseNumberAsReason({ destroy }: JobOptions, { context: { name } }: Call): void {
  if (typeof destroy !== "string" || !/^\d+$/.test(destroy)) return;
  throw new UsageError(`Cannot destroy a job for the reason "${destroy}"`, {
    steps: [[`To destroy job ${destroy}`, `${name} ${destroy} --destroy`]],
  });
}

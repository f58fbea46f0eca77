import { EnumType } from "@cliffy/command";
import { escapeText, quote } from "../lib/escape.ts";
import { JobUnknownError } from "../lib/errors.ts";
import type { ServerOptions } from "../lib/connect.ts";
import type { Call, OptionsOf } from "./call.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { listAddresses } from "./job/addresses.ts";
import type { Attempts } from "./job/attempts.ts";
import { CHANGES } from "./job/changes.ts";
import { destroyJobs } from "./job/destroy_jobs.ts";
import { drawJob } from "./job/draw_job.ts";
import { explainFile } from "./job/explain.ts";
import { explainJob, readToldJob } from "./job/explain_job.ts";
import { JobInfo } from "./job/job_info.ts";
import { powerJobs } from "./job/power_jobs.ts";
import { readIds } from "./job/read_ids.ts";
import { showJobs } from "./job/show_jobs.ts";
import { GOALS, waitForJob } from "./job/wait.ts";
import { findJob, isOne, type WhichJobs } from "./job/which_jobs.ts";
import { needSetting } from "./missing.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { show } from "./show.ts";
import { JOB_WORD, OWNER } from "./types/live.ts";
import { TIME } from "./types/numbers.ts";
import { PathType, TextType } from "./types/text.ts";
import { lookOf } from "./watch/subject.ts";

/** Actions on a job, of which one call has one. */
const ACTIONS = [
  "info",
  "watch",
  "wait",
  "power-on",
  "reset",
  "power-off",
  "ethernet-ips",
  "svg",
  "explain",
  "destroy",
];

/** Builds `spalloc job`. */
export function jobCommand(call: Call) {
  const onlyOne = (action: string) => ({
    conflicts: ACTIONS.slice(ACTIONS.indexOf(action) + 1),
  });
  return serverCommand(call)
    .description(
      "Show jobs, power their boards on or off, or destroy them. " +
        "A JOB_ID of - reads ids from standard input.",
    )
    .usage("[OPTIONS] [JOB_ID...]")
    .example("Your only job", "spalloc job")
    .example("Reset the boards of job 24", "spalloc job 24 --reset")
    .example("Wait for its boards", "spalloc job 24 --wait ready --max-wait 1h")
    .example("Destroy three jobs", 'spalloc job 21 22 23 --destroy "Why"')
    .example("Destroy all of your jobs", "spalloc job --all --destroy")
    .example(
      "Destroy yours on a machine",
      "spalloc ps --me -m frame-4 --ids | spalloc job - --destroy",
    )
    .type("goal", new EnumType(GOALS))
    .type("job", JOB_WORD)
    .type("owner", OWNER)
    .type("path", new PathType())
    .type("reason", new TextType())
    .type("time", TIME)
    .arguments("[job...:job]")
    .option("-i, --info", "Show the job (the default).", onlyOne("info"))
    .option("-w, --watch", "Show the job again whenever it changes.", onlyOne("watch"))
    .option("--wait <GOAL:goal>", "Wait until the job is ready or gone.", {
      conflicts: ["json", ...onlyOne("wait").conflicts],
    })
    .option("--max-wait <TIME:time>", "Stop waiting after this time: 90 (seconds), 5m, 1h30m.", {
      depends: ["wait"],
    })
    .option(
      "-p, --power-on",
      "Power on the boards, and wait until they are on.",
      onlyOne("power-on"),
    )
    .option("-r, --reset", "Reset the boards (same as --power-on).", onlyOne("reset"))
    .option(
      "--power-off",
      "Power off the boards, and wait until they are off.",
      onlyOne("power-off"),
    )
    .option(
      "-e, --ethernet-ips",
      "List the addresses of the boards as CSV.",
      onlyOne("ethernet-ips"),
    )
    .option(
      "--svg <FILE:path>",
      "Write a map of the boards to an SVG file (-: standard output).",
      { conflicts: ["json", ...onlyOne("svg").conflicts] },
    )
    .option(
      "--explain <FILE_OR_ID:path>",
      "Explain in sentences what became of a call, from the file of its --receipt, or what the " +
        "server tells of a job.",
      { conflicts: ["json", "all", ...onlyOne("explain").conflicts] },
    )
    .option("-D, --destroy [REASON:reason]", "Destroy the job, and tell its owner the reason.")
    .option("-y, --yes", "Answer yes to every question.")
    .option(
      "--json",
      "Print each job as JSON, one per line; with --watch, one line per change.",
    )
    .group("Which jobs, without a JOB_ID")
    .option("--all", "All jobs of the owner; without --all, the only one.")
    .option(
      "-o, --owner <NAME:owner>",
      `Owner of the jobs (default: ${call.shown.owner ?? "none"}).`,
    )
    .action(async (options, ...words) => {
      call.exitCode = await useJobs(words, options, call);
    });
}

type JobOptions = OptionsOf<typeof jobCommand>;

async function useJobs(
  words: readonly string[],
  options: JobOptions,
  call: Call,
): Promise<number> {
  const { context } = call;
  const { watch = false, json = false, svg, explain } = options;
  if (explain !== undefined) {
    await explainOne(explain, words, options, call);
    return 0;
  }
  const which = await whichJobs(words, options, call);
  if (!isOne(which)) refuseSeveral(options);
  if (which.kind !== "named" || which.ids.length > 1) refuseNumberAsReason(options, call);
  const server = await serverOptions(options, call);
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
  if (svg !== undefined) return await drawJob(findJob(which), server, { file: svg, context });
  const attempts = await change(which, server, options, call);
  if (attempts) {
    const { ids } = attempts;
    if (ids.length === 0) tellNone(which, context);
    else if (json) {
      const changed: WhichJobs = { kind: "named", ids };
      await showJobs(changed, server, { json, context, onUnknown: () => {} });
    }
    attempts.end();
    return 0;
  }
  const onUnknown = (jobId: number): void =>
    context.stderr.line(`spalloc: ${new JobUnknownError(jobId).message}`);
  if (!isOne(which)) {
    const count = await showJobs(which, server, { json, context, onUnknown });
    if (count === 0) tellNone(which, context);
    return 0;
  }
  const info = new JobInfo(findJob(which), watch ? () => {} : onUnknown);
  return await show(info, server, { watch, json, context });
}

/** Explains a job, or the receipt in a file. */
async function explainOne(
  what: string,
  words: readonly string[],
  options: JobOptions,
  call: Call,
): Promise<void> {
  const { context } = call;
  if (words.length > 0) {
    throw new UsageError(`Unexpected ${quote(words[0]!)}: --explain takes one job or file`);
  }
  if (!/^\d+$/.test(what)) return await explainFile(what, context);
  const { zone, now } = lookOf(context);
  const told = await readToldJob(Number(what), await serverOptions(options, call));
  for (const line of explainJob(told, { now, zone })) context.stdout.line(line);
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
  const me = (call.mistakes.has("owner") ? null : call.given(undefined, "owner")) ??
    options.owner ?? null;
  const asked = { which, me, yes, context: call.context };
  if (destroy !== undefined) {
    const owner = call.given(options.owner, "owner");
    const reason = (destroy === true ? "" : destroy) || (owner ? `Destroyed by ${owner}` : "");
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
  const owner = needSetting("owner", options, {
    call,
    of: options.all ? "the jobs" : "the job",
    orElse: "or the id of the job",
  });
  return { kind: options.all ? "all" : "only", owner };
}

/** Reports that there was nothing to do, which is no failure of a nightly script. */
function tellNone(which: WhichJobs, { stderr }: Context): void {
  const whose = which.kind === "named"
    ? "Standard input has no job ids"
    : `Owner ${escapeText(which.owner)} has no live jobs`;
  stderr.line(`${whose}: nothing to do.`);
}

/** Refuses actions that are possible with one job only. */
function refuseSeveral({ watch, wait, svg, ethernetIps, json }: JobOptions): void {
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

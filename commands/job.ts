import { EnumType } from "@cliffy/command";
import { escapeText, quote } from "../lib/escape.ts";
import type { ServerOptions } from "../lib/connect.ts";
import type { Call, OptionsOf } from "./call.ts";
import { type Caller, callerOf, ownerText, usualOwner } from "./caller.ts";
import type { Context } from "./context.ts";
import { inSteps, type Step, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { listAddresses } from "./job/addresses.ts";
import type { Attempts } from "./job/attempts.ts";
import { CHANGES } from "./job/changes.ts";
import { destroyJobs } from "./job/destroy_jobs.ts";
import { drawJob } from "./job/draw_job.ts";
import { explainFile } from "./job/explain.ts";
import { explainJob, isUnknown, readToldJob } from "./job/explain_job.ts";
import { JobInfo } from "./job/job_info.ts";
import { powerJobs } from "./job/power_jobs.ts";
import { boardOf, reportProblem } from "./job/report_problem.ts";
import { readIds } from "./job/read_ids.ts";
import { showJobs } from "./job/show_jobs.ts";
import { GOALS, waitForJob } from "./job/wait.ts";
import { findJob, isOne, type WhichJobs } from "./job/which_jobs.ts";
import { needSetting } from "./missing.ts";
import { serverCommand, serverOptions, usesApi } from "./options.ts";
import { show } from "./show.ts";
import { JOB_WORD, OWNER } from "./types/live.ts";
import { COORDINATE, TIME } from "./types/numbers.ts";
import { TextType } from "./types/text.ts";
import { lookOf } from "./watch/subject.ts";

/** Actions on a job, of which one call has one. */
const ACTIONS = "info watch wait power-on reset power-off ethernet-ips svg explain report destroy"
  .split(" ");

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
    .example(
      "Report a board that is broken",
      'spalloc job 24 --report "it does not boot" --ip 10.11.0.81',
    )
    .example("Destroy three jobs", 'spalloc job 21 22 23 --destroy "Why"')
    .example("Destroy all of your jobs", "spalloc job --all --destroy")
    .example(
      "Destroy yours on a machine",
      "spalloc ps --me -m frame-4 --ids | spalloc job - --destroy",
    )
    .type("coordinate", COORDINATE)
    .type("goal", new EnumType(GOALS))
    .type("job", JOB_WORD)
    .type("owner", OWNER)
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
    .option(
      "--report <TEXT:text>",
      "Report to the server's administrators what is wrong with a board of the job.",
      onlyOne("report"),
    )
    .option("--chip [X_Y...:coordinate]", "With --report: the board with this chip of the job.", {
      depends: ["report"],
    })
    .option("--board [X_Y_Z...:coordinate]", "With --report: the board at this place.", {
      depends: ["report"],
    })
    .option("--ip <ADDRESS:text>", "With --report: the board with this address.", {
      depends: ["report"],
    })
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
      `Owner of the jobs (default: ${usualOwner(call.shown)}).`,
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

import { JobUnknownError } from "../lib/errors.ts";
import { JobState } from "../lib/protocol/messages.ts";
import { connect, type ServerOptions } from "../lib/session.ts";
import type { Call } from "./call.ts";
import type { Context } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { listAddresses } from "./job/addresses.ts";
import { drawJob } from "./job/draw_job.ts";
import { type FindJob, findJob } from "./job/find_job.ts";
import { JobInfo } from "./job/job_info.ts";
import { setPower } from "./job/power.ts";
import { needSetting } from "./missing.ts";
import { serverCommand, type ServerFlags, serverOptions } from "./options.ts";
import { show } from "./show.ts";
import { JOB, OWNER } from "./types/live.ts";
import { PathType, TextType } from "./types/text.ts";

/** Why nothing can be done with a hidden job. */
const OF_OTHERS = "was made over another interface of the server, which keeps it out of reach";

/** What can be done with a job: one thing at a time. */
const ACTIONS = ["info", "watch", "power-on", "power-off", "ethernet-ips", "svg", "destroy"];

/** `spalloc job`. */
export function jobCommand(call: Call) {
  const onlyOne = (action: string) => ({
    conflicts: ACTIONS.slice(ACTIONS.indexOf(action) + 1),
  });
  return serverCommand(call)
    .description("Show a job, power its boards on or off, or destroy it.")
    .usage("[OPTIONS] [JOB_ID]")
    .example("The only job that I have", "spalloc job")
    .example("Reset the boards of job 24", "spalloc job 24 --reset")
    .type("job", JOB)
    .type("owner", OWNER)
    .type("path", new PathType())
    .type("reason", new TextType())
    .arguments("[job:job]")
    .option("-i, --info", "Show what is known about the job (the default).", onlyOne("info"))
    .option("-w, --watch", "Show it again whenever it changes.", onlyOne("watch"))
    .option("-p, --power-on", "Power the boards on, and wait until they are.", onlyOne("power-on"))
    .option("-r, --reset", "Reset the boards; the same as --power-on.", onlyOne("power-on"))
    .option("--power-off", "Power the boards off, and wait until they are.", onlyOne("power-off"))
    .option(
      "-e, --ethernet-ips",
      "List the addresses of the boards as CSV.",
      onlyOne("ethernet-ips"),
    )
    .option(
      "--svg <FILE:path>",
      "Write a map of its boards as an SVG picture; - is standard output.",
      { conflicts: ["json", ...onlyOne("svg").conflicts] },
    )
    .option("-D, --destroy [REASON:reason]", "Destroy the job, and tell its owner why.")
    .option(
      "-o, --owner <NAME:owner>",
      `Without JOB_ID: the only job of this owner (default: ${call.shown.owner ?? "none"}).`,
    )
    .option("--json", "Show the job as JSON; with --watch, one line per change.")
    .action(async (options, jobId) => {
      call.exitCode = await useJob(jobId ?? null, options, call);
    });
}

interface JobOptions extends ServerFlags {
  watch?: true | undefined;
  powerOn?: true | undefined;
  reset?: true | undefined;
  powerOff?: true | undefined;
  ethernetIps?: true | undefined;
  svg?: string | undefined;
  destroy?: string | true | undefined;
  owner?: string | undefined;
  json?: true | undefined;
}

async function useJob(jobId: number | null, options: JobOptions, call: Call): Promise<number> {
  const { context } = call;
  const { watch = false, destroy, json = false } = options;
  const powerOn = options.powerOn ?? options.reset ?? false;
  const owner = jobId === null
    ? needSetting("owner", options, { call, of: "the job", orElse: "or give its id" })
    : destroy === undefined
    ? null
    : call.given(options.owner, "owner");
  if (jobId === null) refuseNumberAsReason(destroy, context);
  const server = serverOptions(options, call);
  const find = findJob(jobId, owner);

  if (options.ethernetIps) return await listAddresses(find, server, { json, context });
  if (options.svg !== undefined) return await drawJob(find, server, { file: options.svg, context });
  const isChanged = destroy !== undefined || powerOn || options.powerOff;
  if (destroy !== undefined) {
    const reason = destroy === true ? "" : destroy;
    await destroyJob(find, server, {
      reason: reason || (owner ? `Destroyed by ${owner}` : ""),
      context,
    });
  } else if (isChanged) {
    await setPower(find, server, { on: powerOn, context });
  }
  if (isChanged && !json) return 0;
  const isUnknownTold = isChanged || watch;
  const info = new JobInfo(find, isUnknownTold ? () => {} : (jobId) => tellUnknown(jobId, context));
  return await show(info, server, { watch, json, context });
}

async function destroyJob(
  find: FindJob,
  server: ServerOptions,
  { reason, context }: { reason: string; context: Context },
): Promise<void> {
  await using client = await connect(server);
  const jobId = await find(client);
  const [{ state }] = await Promise.all([
    client.getJobState(jobId),
    client.destroyJob(jobId, { reason }),
  ]);
  if (state === JobState.unknown) {
    const listed = (await client.listJobs()).find((job) => job.jobId === jobId);
    if (listed?.isHidden) throw new CommandError(1, `Job ${jobId} ${OF_OTHERS}`);
    tellUnknown(jobId, context);
  }
  if (state !== JobState.unknown && context.stderr.isTerminal) {
    context.stderr.line(`Job ${jobId} is destroyed.`);
  }
}

function tellUnknown(jobId: number, { stderr }: Context): void {
  stderr.line(`spalloc: ${new JobUnknownError(jobId).message}`);
}

/** Without a job's id the owner's only job is meant: not where a number looks like the id of another. */
function refuseNumberAsReason(reason: unknown, { name }: Context): void {
  if (typeof reason !== "string" || !/^\d+$/.test(reason)) return;
  throw new UsageError(
    `Cannot destroy a job for the reason "${reason}": for job ${reason}, ${name} ${reason} --destroy`,
  );
}

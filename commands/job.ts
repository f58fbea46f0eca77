import type { Config } from "../lib/config/mod.ts";
import { JobUnknownError } from "../lib/errors.ts";
import { JobState } from "../lib/protocol/messages.ts";
import { connect } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { findJob } from "./job/find_job.ts";
import { JobInfo } from "./job/job_info.ts";
import { explainMissing, refuseBesidePicture, serverOptions } from "./server_flags.ts";
import { show } from "./watch.ts";

export { describe } from "./job/describe.ts";

/** Why nothing can be done with a hidden job. */
const OF_OTHERS = "was made over another interface of the server, which keeps it out of reach";

/** What can be done with a job: one thing at a time. */
const ACTIONS = ["info", "watch", "powerOn", "powerOff", "ethernetIps", "svg", "destroy"] as const;

/** Runs `spalloc job`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const jobId = args[0] as number | undefined ?? null;
  const owner = options.owner as string | undefined ?? config.settings.owner;
  if (jobId === null && !owner) {
    throw new UsageError(`${explainMissing("owner", "the job", parsed, config)}; or give its id`);
  }
  const action = actionOf(options);
  if (action === "destroy" && jobId === null) refuseNumberAsReason(options.destroy, context);
  refuseBesidePicture(parsed, "json");
  const server = serverOptions(parsed, config, context);
  const find = findJob(jobId, owner);
  const json = options.json === true;
  const how = { watch: action === "watch", json, context };

  const tellUnknown = (jobId: number): void => {
    context.stderr.line(`spalloc: ${new JobUnknownError(jobId).message}`);
  };
  if (action === "info") return await show(new JobInfo(find, tellUnknown), server, how);
  if (action === "watch") return await show(new JobInfo(find), server, how);
  if (action === "ethernetIps") {
    const { listAddresses } = await import("./job/addresses.ts");
    return await listAddresses(find, server, { json, context });
  }
  if (action === "svg") {
    const { drawJob } = await import("./job/draw_job.ts");
    await drawJob(find, server, { file: String(options.svg), context });
    return 0;
  }
  if (action === "destroy") {
    await using client = await connect(server);
    const given = options.destroy === true ? "" : String(options.destroy);
    const reason = given || (owner ? `Destroyed by ${owner}` : "");
    const jobId = await find(client);
    const [{ state }] = await Promise.all([
      client.getJobState(jobId),
      client.destroyJob(jobId, { reason }),
    ]);
    if (state === JobState.unknown) {
      const listed = (await client.listJobs()).find((job) => job.jobId === jobId);
      if (listed?.isHidden) throw new CommandError(1, `Job ${jobId} ${OF_OTHERS}`);
      tellUnknown(jobId);
    }
    if (state !== JobState.unknown && context.stderr.isTerminal) {
      context.stderr.line(`Job ${jobId} is destroyed.`);
    }
  } else {
    const { setPower } = await import("./job/power.ts");
    await setPower(find, server, { on: action === "powerOn", context });
  }
  return json ? await show(new JobInfo(find), server, how) : 0;
}

/** Without a job's id the owner's only job is meant: not where a number looks like the id of another. */
function refuseNumberAsReason(reason: unknown, { name }: Context): void {
  if (typeof reason !== "string" || !/^\d+$/.test(reason)) return;
  throw new UsageError(
    `Cannot destroy a job for the reason "${reason}": for job ${reason}, ${name} ${reason} --destroy`,
  );
}

function actionOf(options: Parsed["options"]): typeof ACTIONS[number] {
  const [action = "info", another] = ACTIONS.filter((name) => options[name] !== undefined);
  if (another === undefined) return action;
  const [first, second] = [action, another].map(flag);
  throw new UsageError(`Cannot do ${first} and ${second} at once: leave one of them out`);
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

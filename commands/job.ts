import type { Config } from "../lib/config/mod.ts";
import { connect } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { UsageError } from "./errors.ts";
import { findJob } from "./job/find_job.ts";
import { JobInfo } from "./job/job_info.ts";
import { lazily } from "./lazy.ts";
import {
  COMMON_OPTIONS,
  explainMissing,
  serverOptionLines,
  serverOptions,
} from "./server_flags.ts";
import { show } from "./watch.ts";

/** What can be done with a job: one thing at a time. */
const ACTIONS = ["info", "watch", "powerOn", "powerOff", "ethernetIps", "svg", "destroy"] as const;

/** Describes `spalloc job`. */
export function describe(config: Config): Description {
  return {
    about: "Show a job, power its boards on or off, or destroy it.",
    argument: "[job:integer]",
    usage: "[OPTIONS] [JOB_ID]",
    examples: [
      ["The only job that I have", "spalloc job"],
      ["Reset the boards of job 24", "spalloc job 24 --reset"],
    ],
    options: {
      "Options": [
        ["-i, --info", "Show what is known about the job (the default)."],
        ["-w, --watch", "Show it again whenever it changes."],
        [
          "-p, -r, --power-on, --reset",
          "Power the boards on, or reset those that are on, and wait until it is done.",
        ],
        ["--power-off", "Power the boards off, and wait until it is done."],
        ["-e, --ethernet-ips", "List the addresses of the boards as CSV."],
        ["--svg <FILE:string>", "Write a map of its boards as a picture; - is standard output."],
        ["-D, --destroy [REASON:string]", "Destroy the job, and tell its owner why."],
        [
          "-o, --owner <NAME:string>",
          `Without JOB_ID: the only job of that owner (default: ${
            config.settings.owner ?? "none"
          }).`,
        ],
        ["--json", "Show the job as JSON; with --watch, a line for every change."],
        ...COMMON_OPTIONS,
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

/** Runs `spalloc job`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const jobId = args[0] as number | undefined ?? null;
  const owner = options.owner as string | undefined ?? config.settings.owner;
  if (jobId === null && !owner) {
    throw new UsageError(`${explainMissing("owner", "the job", config.files)}; or give its id`);
  }
  const action = actionOf(options);
  const server = serverOptions(parsed, config, context);
  const find = findJob(jobId, owner);
  const json = options.json === true;
  const how = { watch: action === "watch", json, context };

  if (action === "info" || action === "watch") return await show(new JobInfo(find), server, how);
  if (action === "ethernetIps") {
    const { listAddresses } = await lazily("./job/addresses.ts");
    return await listAddresses(find, server, { json, context });
  }
  if (action === "svg") {
    const { drawJob } = await lazily("./job/draw_job.ts");
    await drawJob(find, server, { file: String(options.svg), context });
    return 0;
  }
  if (action === "destroy") {
    await using client = await connect(server);
    const given = options.destroy === true ? "" : String(options.destroy);
    const reason = given || (owner ? `Destroyed by ${owner}` : "");
    await client.destroyJob(await find(client), { reason });
  } else {
    const { setPower } = await lazily("./job/power.ts");
    await setPower(find, server, { on: action === "powerOn", context });
  }
  return json ? await show(new JobInfo(find), server, how) : 0;
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

import { EnumType } from "@cliffy/command";
import type { Call } from "./call.ts";
import { usualOwner } from "./caller.ts";
import { GOALS } from "./job/goals.ts";
import { load } from "./load.ts";
import { serverCommand } from "./options.ts";
import { JOB_WORD, OWNER } from "./types/live.ts";
import { COORDINATE, TIME } from "./types/numbers.ts";
import { TextType } from "./types/text.ts";

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
      "Explain in sentences what became of a call, from the file of its --receipt, or of a job, " +
        "from what the server knows.",
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
      const { useJobs } = await load(import("./job/use_jobs.ts"));
      call.exitCode = await useJobs(words, options, call);
    });
}

import type { Config } from "../../lib/config/mod.ts";
import { COMMON_OPTIONS, serverOptionLines } from "../common_options.ts";
import type { Description } from "../description.ts";

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

import type { Config } from "../../lib/config/mod.ts";
import { COMMON_OPTIONS, serverOptionLines } from "../common_options.ts";
import type { Description } from "../description.ts";
import { COLUMNS } from "./sort.ts";

/** Describes `spalloc ps`. */
export function describe(config: Config): Description {
  return {
    about: "List the jobs that are queued or have boards.",
    usage: "[OPTIONS]",
    examples: [
      ["My own jobs, as they change", "spalloc ps --me --watch"],
      ["Free all of my boards", "spalloc ps --me --ids | xargs -n1 spalloc job -D done"],
    ],
    choices: { column: COLUMNS },
    options: {
      "Options": [
        ["-w, --watch", "Show the list again whenever it changes."],
        ["--ids", "Show the ids only, one a line."],
        ["--sort <COLUMN:column>", `Sort by one of ${COLUMNS.join(", ")}.`],
        ["--json", "Show the jobs as JSON; with --watch, a line for every change."],
        ...COMMON_OPTIONS,
      ],
      "Which jobs": [
        ["-m, --machine <NAME:string>", "Only jobs on that machine."],
        ["-o, --owner <NAME:string>", "Only jobs of that owner."],
        ["--me", `Only jobs of the configured owner (${config.settings.owner ?? "none"}).`],
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

import type { Config } from "../../lib/config/mod.ts";
import { COMMON_OPTIONS, serverOptionLines } from "../common_options.ts";
import type { Description } from "../description.ts";

/** Describes `spalloc where-is`. */
export function describe(config: Config): Description {
  return {
    about: "Find a board or a chip: in its machine, in the machine room and in its job.",
    usage: "[OPTIONS] --board|--physical|--chip|--job-chip PLACE",
    examples: [
      ["Chip (14, 3) of job 24", "spalloc where-is --job-chip 24 14, 3"],
      ["Board (3, 4, 0)", "spalloc where-is --board my-machine 3 4 0"],
    ],
    options: {
      "Options": [
        // Optional for Cliffy only: else it would take all options that follow for values, too.
        ["-b, -l, --board, --logical [MACHINE_X_Y_Z...:string]", "A board, by its coordinate."],
        [
          "-p, --physical [MACHINE_CABINET_FRAME_BOARD...:string]",
          "A board, by its place in the machine room.",
        ],
        [
          "-c, --chip [MACHINE_X_Y...:string]",
          "A chip, as if the whole machine were booted as one.",
        ],
        ["-j, --job-chip [JOB_X_Y...:string]", "A chip of the boards of a job."],
        [
          "--svg <FILE:string>",
          "Write a map of its machine, with the board marked, as a picture.",
        ],
        ["--json", "Show what is found as JSON."],
        ...COMMON_OPTIONS,
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

import type { Config } from "../../lib/config/mod.ts";
import { COMMON_OPTIONS, serverOptionLines } from "../common_options.ts";
import type { Description } from "../description.ts";

/** Describes `spalloc machine`. */
export function describe(config: Config): Description {
  return {
    about: "List the machines of the server, or show a map of one and its jobs.",
    argument: "[machine:string]",
    usage: "[OPTIONS] [MACHINE]",
    examples: [
      ["All machines", "spalloc machine"],
      ["A picture of one", "spalloc machine frame-4 --svg frame-4.svg"],
      ["A map of one, as it changes", "spalloc machine frame-4 --watch"],
    ],
    options: {
      "Options": [
        ["-w, --watch", "Show it again whenever it changes."],
        ["-d, --detailed", "Say more about the jobs of the machine."],
        ["--svg <FILE:string>", "Write its map as a picture; - is standard output."],
        ["--json", "Show it as JSON; with --watch, a line for every change."],
        ...COMMON_OPTIONS,
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

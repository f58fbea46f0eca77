import type { Config } from "../../lib/config/mod.ts";
import { COMMON_OPTIONS, serverOptionLines } from "../common_options.ts";
import type { Description } from "../description.ts";

/** Describes `spalloc alloc`: its options, and what `--help` says. */
export function describe(config: Config): Description {
  const { settings } = config;
  return {
    about: "Request SpiNNaker boards, and keep them for as long as they are used.",
    argument: "[what...:string]",
    usage: "[OPTIONS] [NUM | WIDTH HEIGHT | X Y Z] [-c COMMAND | -- PROGRAM ARGS...]",
    examples: [
      ["One board", "spalloc"],
      ["At least 5 boards", "spalloc 5"],
      ["A rectangle of 4x2 triads", "spalloc 4 2"],
      ["The board at (3, 4, 0)", "spalloc 3 4 0"],
      ["Run a command on them", 'spalloc 24 -c "rig-boot {} {w} {h} && python my_app.py {}"'],
    ],
    options: {
      "Options": [
        ["-q, --quiet", "Show no progress."],
        ["-D, --no-destroy", "Leave the job allocated on the way out."],
        ["--max-wait <SECONDS:number>", "Give up, and free the job, when it takes longer."],
        ["--json", "Describe the boards as JSON."],
        ["--boot", "Boot the machine with rig-boot once it is powered on."],
        ...COMMON_OPTIONS,
      ],
      "What to allocate": [
        ["-r, --resume <JOB:integer>", "Take on a job that exists; no requirement counts then."],
        [
          "-m, --machine [NAME:string]",
          `Only boards of that machine; of any, without a name (default: ${
            settings.machine ?? "any"
          }).`,
        ],
        [
          "-t, --tags [TAG...:string]",
          `Only machines with all of these tags (default: ${
            settings.tags?.join(" ") ?? "default"
          }).`,
        ],
        [
          "--min-ratio <RATIO:number>",
          `How square NUM boards must be at least: 0 to 1 (default: ${settings.minRatio}).`,
        ],
        [
          "--max-dead-boards <NUM:number>",
          `Dead boards that are tolerated, -1 for any (default: ${settings.maxDeadBoards ?? -1}).`,
        ],
        [
          "--max-dead-links <NUM:number>",
          `Dead links that are tolerated, -1 for any (default: ${settings.maxDeadLinks ?? -1}).`,
        ],
        [
          "-w, --require-torus",
          `The boards must wrap around${settings.requireTorus ? " (default)" : ""}.`,
        ],
        [
          "-W, --no-require-torus",
          `They need not${settings.requireTorus ? "" : " (default)"}.`,
        ],
      ],
      "What to run": [
        [
          "-c, --command <COMMAND...:string>",
          "Run all that follows, and free the boards when it ends: one word is a line for the shell, " +
          "several are a program and its arguments. {} or {hostname}, {w} or {width}, {h} or " +
          "{height}, {id} and {ethernet_ips} stand for the address of chip (0, 0), the size in " +
          "chips, the job and a CSV file of all addresses.",
        ],
        [
          "--end-signal <SIGNAL:string>",
          "Signal that asks the command to end (default: the one that came, or TERM).",
        ],
        [
          "--grace <SECONDS:number>",
          "Time the command has to end before it is killed (default: 5).",
        ],
      ],
      "Server options": [
        ...serverOptionLines(config),
        ["--owner <NAME:string>", `Owner of the job (default: ${settings.owner ?? "none"}).`],
        [
          "--keepalive <SECONDS:number>",
          `How long the job outlives this program, -1 for ever (default: ${
            settings.keepalive ?? -1
          }).`,
        ],
        [
          "--reconnect-delay <SECONDS:number>",
          `Time between attempts to reconnect (default: ${settings.reconnectDelay}).`,
        ],
      ],
    },
  };
}

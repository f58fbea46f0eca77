import { OPTIONS } from "../lib/config/mod.ts";

/** A variable, and what it is for. */
export type Variable = readonly [name: string, use: string];

/** What each setting's variable is for; the table of settings has their names. */
export const SETTING_USES: { readonly [Key in keyof typeof OPTIONS]: string } = {
  hostname: "the server",
  owner: "owner of your jobs, by convention your e-mail address",
  port: "TCP port of the server",
  keepalive: "how long a job lives without a sign of life",
  reconnectDelay: "time between attempts to reconnect",
  timeout: "time to wait for an answer",
  machine: "the machine that all jobs must be on",
  tags: "tags that a machine must have",
  minRatio: "how square a number of boards must be at least",
  maxDeadBoards: "dead boards that are tolerated",
  maxDeadLinks: "dead links that are tolerated",
  requireTorus: "whether boards must wrap around",
  ignoreVersion: "whether to talk to servers of any version",
};

/** Variables that change how the program works, beside the settings. */
export const OTHERS: readonly Variable[] = [
  [
    "SPALLOC_EXIT_ERROR",
    'a code for all failures of spalloc itself; see "spalloc help exit-codes"',
  ],
  ["NO_COLOR", "when it is not empty, no colours are shown, but with --color=always"],
  [
    "FORCE_COLOR",
    "when it is not empty and not 0, colours are shown in files and pipes as well; NO_COLOR and " +
    "--color win over it",
  ],
  ["TERM", "when it is dumb, no colours are shown, and lines are not drawn over"],
  [
    "XDG_CONFIG_DIRS",
    "folders with a file spalloc of settings, the first of them counts most (/etc/xdg)",
  ],
  ["XDG_CONFIG_HOME", "the folder with your own file spalloc of settings (~/.config)"],
  [
    "TMPDIR",
    "the folder for the CSV file of the boards' addresses; where it can't be used, TEMP, TMP, " +
    "/tmp, /var/tmp and the working folder are tried",
  ],
];

/** Variables that a command gets which runs on boards. */
export const GIVEN: readonly Variable[] = [
  ["SPALLOC_JOB_ID", "the id of the job"],
  ["SPALLOC_HOSTNAME", "host name of chip (0, 0)"],
  ["SPALLOC_WIDTH", "width of the network in chips"],
  ["SPALLOC_HEIGHT", "height of the network in chips"],
  ["SPALLOC_MACHINE", "the machine that the boards belong to"],
  [
    "SPALLOC_ETHERNET_IPS",
    "a CSV file, x,y,hostname, of all boards; not there if none can be made",
  ],
  ["SPALLOC_SERVER", "the spalloc server, for a spalloc that the command calls"],
  ["SPALLOC_PORT", "its TCP port"],
];

/** The names of all variables that are read, or that commands get. */
export function knownVariables(): string[] {
  const settings = Object.values(OPTIONS).map(({ variable }) => variable);
  return [...settings, ...[...OTHERS, ...GIVEN].map(([name]) => name)];
}

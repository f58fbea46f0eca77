import { OPTIONS } from "../lib/config/mod.ts";

/** A variable and its use. */
export type Variable = readonly [name: string, use: string];

/** Uses of the settings' variables; the table of settings has their names. */
export const SETTING_USES: { readonly [Key in keyof typeof OPTIONS]: string } = {
  hostname: "the server",
  owner: "owner of your jobs, by convention your e-mail address",
  port: "TCP port of the server",
  keepalive: "how long a job lives without spalloc",
  reconnectDelay: "time between attempts to reconnect",
  timeout: "time to wait for an answer",
  machine: "the machine that all jobs must be on",
  tags: "tags that a machine must have",
  minRatio: "minimum aspect ratio of a number of boards",
  maxDeadBoards: "maximum dead boards",
  maxDeadLinks: "maximum dead links",
  requireTorus: "whether boards must wrap around",
  ignoreVersion: "whether to talk to servers of any version",
  group: "group that jobs are accounted to, on a server with an https:// address",
  collab: "EBRAINS collaboratory that they are accounted to",
  ca: "file of certificates (PEM) to trust besides those of the system",
  avoid: "boards to avoid, as --avoid takes them",
  avoidFor: "how long boards that failed a check are avoided",
  report: "whether boards that failed a check are reported to the server",
};

/** Variables that change the program's behaviour, beside the settings. */
export const OTHERS: readonly Variable[] = [
  [
    "SPALLOC_EXIT_ERROR",
    'exit code for failures of spalloc itself; see "spalloc help exit-codes"',
  ],
  ["NO_COLOR", "if not empty, disables colours, except with --color=always"],
  [
    "FORCE_COLOR",
    "if not empty and not 0, enables colours in files and pipes too; NO_COLOR and --color " +
    "override it",
  ],
  ["TERM", "if dumb, disables colours and redrawing of lines"],
  [
    "XDG_CONFIG_DIRS",
    "folders that may have a settings file called spalloc; earlier ones override later ones (default: /etc/xdg)",
  ],
  ["XDG_CONFIG_HOME", "the folder of your own settings file, spalloc (default: ~/.config)"],
  [
    "TMPDIR",
    "the folder for the CSV file of board addresses; after it come TEMP, TMP, /tmp, /var/tmp " +
    "and the working folder",
  ],
];

/** Variables with credentials, and for finding them, for servers that are named by a URL. */
export const LOGINS: readonly Variable[] = [
  ["SPALLOC_TOKEN", "bearer token; it comes before all other logins"],
  ["OIDC_BEARER_TOKEN", "the same for all SpiNNaker tools"],
  [
    "JUPYTERHUB_API_TOKEN",
    "with JUPYTERHUB_SERVICE_HOST and _PORT, the token service of a JupyterHub gives the token",
  ],
  ["SPALLOC_USER", "name of the user"],
  ["SPALLOC_PASSWORD", "password of SPALLOC_USER"],
  ["NETRC", "file with logins, as curl reads it (default: ~/.netrc)"],
  [
    "XDG_STATE_HOME",
    "spalloc login keeps sessions in its folder spalloc (default: ~/.local/state)",
  ],
  [
    "NMPI_JOB_ID",
    "NMPI job that new jobs are a part of, as --nmpi-job; the NMPI sets it, with NMPI_USER for " +
    "their owner",
  ],
  ["DENO_CERT", "file of certificates (PEM) to trust, as SPALLOC_CA"],
  ["DENO_TLS_CA_STORE", "certificates to trust: mozilla, system or both (default: mozilla)"],
];

/** Variables for a command that runs on boards. */
export const GIVEN: readonly Variable[] = [
  ["SPALLOC_JOB_ID", "the id of the job"],
  ["SPALLOC_HOSTNAME", "host name of chip (0, 0)"],
  ["SPALLOC_WIDTH", "width of the network in chips"],
  ["SPALLOC_HEIGHT", "height of the network in chips"],
  ["SPALLOC_MACHINE", "the machine that the boards belong to"],
  [
    "SPALLOC_ETHERNET_IPS",
    "a CSV file, x,y,hostname, of all boards; missing if it cannot be written",
  ],
  ["SPALLOC_FAILED", "for a check: a file for the chips or addresses of boards that failed"],
  ["SPALLOC_SERVER", "the spalloc server, for a spalloc that the command calls"],
  ["SPALLOC_PORT", "its TCP port"],
];

/** Lists the names of all variables that are read, or that commands get. */
export function knownVariables(): string[] {
  const settings = Object.values(OPTIONS).map(({ variable }) => variable);
  return [...settings, ...[...OTHERS, ...LOGINS, ...GIVEN].map(([name]) => name)];
}

import type { Config } from "../lib/config/mod.ts";
import { quote } from "../lib/escape.ts";
import { OPTIONS } from "../lib/config/options.ts";
import type { Origin, UnknownOption } from "../lib/config/settings.ts";
import type { ServerOptions } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import { UsageError } from "./errors.ts";
import { tracing } from "./trace.ts";

/**
 * Which server to talk to, from options and settings.
 *
 * @throws {UsageError} if none is named, or a value can't be.
 */
export function serverOptions(
  parsed: Parsed,
  config: Config,
  context: Context,
): ServerOptions {
  const { options } = parsed;
  const { settings } = config;
  const hostname = options.hostname as string | undefined ?? settings.hostname;
  if (!hostname) {
    throw new UsageError(explainMissing("hostname", "the spalloc server", parsed, config));
  }
  checkHostname(hostname, options.hostname === undefined ? config.origins.hostname : null);
  const port = options.port as number | undefined ?? settings.port;
  context.server = `${hostname}:${port}`;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(`Cannot use port ${port}: it must be 1 to 65535`);
  }
  if (options.timeout === 0) {
    throw new UsageError("Cannot use --timeout 0: it must be more than 0, or -1 for ever");
  }
  return {
    hostname,
    port,
    timeout: secondsOrNever(options.timeout, settings.timeout),
    reconnectDelay: settings.reconnectDelay,
    ignoreVersion: Boolean(options.ignoreVersion ?? options.ignore_version) ||
      settings.ignoreVersion,
    clock: context.clock,
    ...(options.debug === true && { dial: tracing(context.stderr) }),
  };
}

/** What no name or address has in it: a port, a scheme, a path, quotes, a comment. */
const NOT_IN_HOSTNAMES = /[\s"'#;/]|^[^:]*:[^:]*$|\]:/;

/** Refuses what only looks like a server's name, which would be looked up in vain. */
function checkHostname(hostname: string, origin: Origin | null): void {
  if (!NOT_IN_HOSTNAMES.test(hostname)) return;
  const source = origin?.kind === "file"
    ? `${origin.path}:${origin.line}: hostname`
    : origin?.kind === "environment"
    ? origin.variable
    : "--hostname";
  const port = { "--hostname": "--port", SPALLOC_HOSTNAME: "SPALLOC_PORT" }[source] ?? "port = ";
  throw new UsageError(
    `${source}: cannot use ${quote(hostname)}: must be a name or address and nothing else; ` +
      `the port goes into ${port}`,
  );
}

/**
 * Refuses what a picture can't be together with.
 *
 * @throws {UsageError} if one of those options was given beside `--svg`.
 */
export function refuseBesidePicture(
  { options }: Pick<Parsed, "options">,
  ...names: ("json" | "detailed" | "watch")[]
): void {
  const other = options.svg === undefined ? undefined : names.find((name) => options[name]);
  if (other === undefined) return;
  throw new UsageError(`Cannot do --svg and --${other} at once: leave one of them out`);
}

/** A number of seconds, where a negative one on the command line means `null`: no limit. */
export function secondsOrNever(given: unknown, setting: number | null): number | null {
  if (given === undefined) return setting;
  return typeof given === "number" && given >= 0 ? given : null;
}

/** Says where an option is that has no effect, and why where that is plain. */
export function unknownOptionLine(unknown: UnknownOption): string {
  return `${unknown.path}:${unknown.line}: ${explainUnknown(unknown)}`;
}

function explainUnknown({ option, section }: UnknownOption): string {
  const isKnown = Object.values(OPTIONS).some(({ name }) => name === option);
  const why = isKnown ? `: its section is [${section}], not [spalloc]` : "";
  return `"${option}" has no effect${why}`;
}

/** What settings that are missing could be. */
const EXAMPLES = { hostname: "spalloc.example.org", owner: "me@example.org" } as const;

/** Says what is missing, the hostname too where that is, and the ways to give it. */
export function explainMissing(
  setting: "hostname" | "owner",
  what: string,
  { options }: Pick<Parsed, "options">,
  { settings, files, unknownOptions }: Pick<Config, "settings" | "files" | "unknownOptions">,
): string {
  const isAlone = setting === "hostname" || Boolean(options.hostname ?? settings.hostname);
  const names: (keyof typeof EXAMPLES)[] = isAlone ? [setting] : ["hostname", "owner"];
  const give = names.map((name) => `--${name} ${EXAMPLES[name]}`).join(" and ");
  const set = names.map((name) => `${name}=${EXAMPLES[name]}`).join(" ");
  const missing = isAlone
    ? `The ${setting} of ${what} is not known`
    : `The hostname of the spalloc server and the owner of ${what} are not known`;
  const folders = files.filter(({ status }) => status === "folder")
    .map(({ path }) => `. ${path} is a folder, so it is not read`);
  const mistakes = unknownOptions.map((unknown) =>
    `. In ${unknown.path}:${unknown.line}, ${explainUnknown(unknown)}`
  );
  const trial = names.includes("hostname")
    ? ". To try spalloc without a server: spalloc simulate"
    : "";
  return `${missing}. Give ${give}, or set it for good: spalloc config ${set}${trial}${
    [...folders, ...mistakes].join("")
  }`;
}

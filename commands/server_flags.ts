import { type Config, loadConfig } from "../lib/config/mod.ts";
import type { ServerOptions } from "../lib/session.ts";
import type { Context, Parsed } from "./context.ts";
import type { OptionLine } from "./description.ts";
import { UsageError } from "./errors.ts";
import { tracing } from "./trace.ts";

/** The options that every command has. */
export const COMMON_OPTIONS: readonly OptionLine[] = [
  ["-h, --help", "Show this help."],
  ["-V, --version", "Show the version of this program."],
  ["--debug", "Show what goes on, and where an error comes from."],
  ["--no-color", "Show no colours. NO_COLOR=1 does the same."],
];

/** The options about the server, which every command that talks to one has. */
export function serverOptionLines({ settings }: Config): readonly OptionLine[] {
  const { hostname, port, timeout } = settings;
  return [
    ["-H, --hostname <HOST:string>", `Server to talk to (default: ${hostname ?? "none"}).`],
    ["-P, --port <PORT:integer>", `Its TCP port (default: ${port}).`],
    [
      "--timeout <SECONDS:number>",
      `Time to wait for an answer, -1 for ever (default: ${timeout ?? -1}).`,
    ],
    ["--ignore-version", "Talk to the server whatever its version."],
    ["--ignore_version", "The same, as it was written once.", { hidden: true }],
  ];
}

/** Reads the configuration that a command starts from. */
export function readConfig(context: Context): Promise<Config> {
  return loadConfig({ env: context.env });
}

/**
 * Which server to talk to, from options and settings.
 *
 * @throws {UsageError} if none is named, or a value can't be.
 */
export function serverOptions(
  { options }: Parsed,
  { settings, files, unknownOptions }: Config,
  context: Context,
): ServerOptions {
  const hostname = options.hostname as string | undefined ?? settings.hostname;
  if (!hostname) {
    const mistake = unknownOptions.map(({ option, path, line }) =>
      `. In ${path}:${line}, "${option}" has no effect`
    );
    const missing = explainMissing("hostname", "the spalloc server", files);
    throw new UsageError(missing + mistake.join(""));
  }
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

/** A number of seconds, where a negative one on the command line means `null`: no limit. */
export function secondsOrNever(given: unknown, setting: number | null): number | null {
  if (given === undefined) return setting;
  return typeof given === "number" && given >= 0 ? given : null;
}

/** Says what is missing, and both ways to give it. */
export function explainMissing(
  setting: "hostname" | "owner",
  what: string,
  files: Config["files"],
): string {
  const example = setting === "hostname" ? "spalloc.example.org" : "me@example.org";
  // The user's own file is the last one but ./.spalloc, where there is one.
  const userFile = files.at(-2)?.path ?? files.at(-1)?.path;
  const where = userFile ? `, or "${setting} = ${example}" under [spalloc] in ${userFile}` : "";
  return `The ${setting} of ${what} is not known. Give --${setting} ${example}${where}`;
}

import type { Config } from "../lib/config/mod.ts";
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

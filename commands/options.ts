import { Command } from "@cliffy/command";
import type { Origin } from "../lib/config/settings.ts";
import { quote } from "../lib/escape.ts";
import type { ServerOptions } from "../lib/session.ts";
import type { Call } from "./call.ts";
import { UsageError } from "./errors.ts";
import { renderHelp } from "./help/render.ts";
import { needSetting } from "./missing.ts";
import { tracing } from "./trace.ts";
import { PORT, POSITIVE_LIMIT } from "./types/numbers.ts";
import { TextType } from "./types/text.ts";
import { VERSION } from "./version.ts";

/** The heading of the options that every command has. */
export const COMMON_OPTIONS = "Common options";
/** The heading of the options of every command that talks to a server. */
export const SERVER_OPTIONS = "Server options";

/** What the options in {@linkcode serverCommand} give to a command. */
export interface ServerFlags {
  hostname?: string | undefined;
  port?: number | undefined;
  timeout?: number | null | undefined;
  ignoreVersion?: true | undefined;
  ignore_version?: true | undefined;
  /** Only commands that hold jobs have it. */
  reconnectDelay?: number | undefined;
  debug?: true | undefined;
}

/** A command with the options that all have, and nothing else yet. */
export function newCommand({ context }: Call) {
  return new Command()
    // Its own would print past `context.stdout`.
    .helpOption(false)
    .versionOption(false)
    .type("text", new TextType())
    .group(COMMON_OPTIONS)
    .option("-h, --help", "Show this help.", {
      standalone: true,
      action() {
        context.stdout.write(renderHelp(this, context));
      },
    })
    .option("-V, --version", "Show the version of spalloc.", {
      standalone: true,
      action: () => context.stdout.line(VERSION),
    })
    .option("--debug", "Show the conversation with the server, and where errors come from.")
    .option("--no-color", "Show no colours. NO_COLOR=1 does the same.")
    .group("Options");
}

/** A command that talks to a server, with the options that say to which and how. */
export function serverCommand(call: Call) {
  const { hostname, port, timeout } = call.shown;
  return newCommand(call)
    .type("port", PORT)
    .type("timeout", POSITIVE_LIMIT)
    .group(SERVER_OPTIONS)
    .option("-H, --hostname <HOST:text>", `Server to talk to (default: ${hostname ?? "none"}).`)
    .option("-P, --port <PORT:port>", `Its TCP port (default: ${port}).`)
    .option(
      "--timeout <SECONDS:timeout>",
      `Time to wait for an answer, -1 for no limit (default: ${timeout ?? -1}).`,
    )
    .option("--ignore-version", "Talk to the server whatever its version.")
    .option("--ignore_version", "The same, as old scripts spell it.", { hidden: true })
    .group("Options");
}

/**
 * Which server to talk to, from options and settings.
 *
 * @throws {UsageError} if none is named, or what is named is no name.
 * @throws {ConfigError} if the settings can't be read.
 */
export function serverOptions(flags: ServerFlags, call: Call): ServerOptions {
  const { context } = call;
  const hostname = needSetting("hostname", flags, { call, of: "the spalloc server" });
  checkHostname(hostname, flags.hostname === undefined ? call.config.origins.hostname : null);
  const port = call.given(flags.port, "port");
  context.server = `${hostname}:${port}`;
  return {
    hostname,
    port,
    timeout: call.given(flags.timeout, "timeout"),
    reconnectDelay: call.given(flags.reconnectDelay, "reconnectDelay"),
    ignoreVersion: call.given(flags.ignoreVersion ?? flags.ignore_version, "ignoreVersion"),
    clock: context.clock,
    ...(flags.debug && { dial: tracing(context.stderr) }),
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

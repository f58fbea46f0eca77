import { Command, EnumType } from "@cliffy/command";
import type { ServerOptions } from "../lib/connect.ts";
import type { Call } from "./call.ts";
import { COLOUR_USES, dress } from "./colours.ts";
import { renderHelp } from "./help/render.ts";
import { needSetting } from "./missing.ts";
import { tracing } from "./trace.ts";
import { HostnameType, SettingType } from "./types/setting.ts";
import { TextType, TruthType } from "./types/text.ts";
import { VERSION } from "./version.ts";

/** Heading of the options that every command has. */
export const COMMON_OPTIONS = "Common options";
/** Heading of the options of every command that talks to a server. */
export const SERVER_OPTIONS = "Server options";

/** Options of {@linkcode serverCommand}. */
export interface ServerFlags {
  hostname?: string | undefined;
  port?: number | undefined;
  timeout?: number | null | undefined;
  ignoreVersion?: boolean | undefined;
  ignore_version?: boolean | undefined;
  /** Only for commands that hold jobs. */
  reconnectDelay?: number | undefined;
  debug?: true | undefined;
}

/** Creates a command with the options that every command has. */
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
    .option("--debug", "Show the messages to and from the server, and where errors come from.")
    .type("when", new EnumType(COLOUR_USES))
    .option("--color <WHEN:when>", "Use colours: always, auto or never.", {
      action: ({ color }) => dress(context, color),
    })
    .option("--no-color", "Use no colours, as with --color=never or NO_COLOR=1.", {
      action: () => dress(context, "never"),
    })
    .group("Options");
}

/** Creates a command that talks to a server, with the options of its connection. */
export function serverCommand(call: Call) {
  const { hostname, port, timeout } = call.shown;
  return newCommand(call)
    .type("hostname", new HostnameType())
    .type("port", new SettingType("port"))
    .type("timeout", new SettingType("timeout"))
    .type("truth", new TruthType())
    .group(SERVER_OPTIONS)
    .option(
      "-H, --hostname <HOST:hostname>",
      `Server to connect to (default: ${hostname ?? "none"}).`,
    )
    .option("-P, --port <PORT:port>", `TCP port of the server (default: ${port}).`)
    .option(
      "--timeout <TIME:timeout>",
      `Time to wait for an answer (-1: no limit; default: ${timeout ?? -1}).`,
    )
    .option("--ignore-version", "Accept a server of any version.")
    .option("--ignore_version [TRUE_OR_FALSE:truth]", "The same, as old scripts spell it.", {
      hidden: true,
    })
    .group("Options");
}

/**
 * Combines options and settings to the server and its timeouts.
 *
 * @throws {UsageError} if none is named.
 * @throws {ConfigError} if the settings can't be read or used.
 */
export function serverOptions(flags: ServerFlags, call: Call): ServerOptions {
  const { context } = call;
  const hostname = needSetting("hostname", flags, { call, of: "the spalloc server" });
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

import { Command, EnumType } from "@cliffy/command";
import type { ServerOptions } from "../lib/connect.ts";
import { isUrl, type ServerAddress } from "../lib/server_address.ts";
import type { Call } from "./call.ts";
import { COLOUR_USES, dress } from "./colours.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { renderHelp } from "./help/render.ts";
import { load } from "./load.ts";
import { needSetting } from "./missing.ts";
import { traceTo, tracing } from "./trace.ts";
import { dropEmptyVariable, readCertificates } from "./certificates.ts";
import { serverAddress, setting } from "./types/setting.ts";
import { PathType, TextType, truth } from "./types/text.ts";
import { VERSION } from "./version.ts";

/** Heading of the options of every command that talks to a server. */
export const SERVER_OPTIONS = "Server options";

/** Options of {@linkcode serverCommand}. */
export interface ServerFlags {
  hostname?: ServerAddress | undefined;
  port?: number | undefined;
  timeout?: number | null | undefined;
  ignoreVersion?: boolean | undefined;
  ignore_version?: boolean | undefined;
  ca?: string | undefined;
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
    .type("path", new PathType())
    .group("Common options")
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
  const { hostname, port, timeout, ca } = call.shown;
  return newCommand(call)
    .type("hostname", serverAddress)
    .type("port", setting("port"))
    .type("timeout", setting("timeout"))
    .type("truth", truth)
    .group(SERVER_OPTIONS)
    .option(
      "-H, --hostname <HOST:hostname>",
      "Server to connect to: its name, or the https:// URL of its HTTP API " +
        `(default: ${hostname ?? "none"}).`,
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
    .option(
      "--ca <FILE:path>",
      "File of certificates (PEM) to trust besides those of the system, for a server with a " +
        `private one (default: ${ca ?? "none"}).`,
    )
    .group("Options");
}

/** Whether options or settings name a server by its URL, whose HTTP API then knows the user. */
export function usesApi({ hostname }: ServerFlags, call: Call): boolean {
  return isUrl(hostname?.hostname ?? call.given(undefined, "hostname") ?? "");
}

/**
 * Combines options and settings to the server, its timeouts and a login. A login that is found
 * nowhere is asked for on a terminal, if that is welcome.
 *
 * @throws {UsageError} if none is named.
 * @throws {ConfigError} if the settings can't be read or used.
 * @throws {CommandError} if the file of certificates can't be read.
 * @throws {LoginError} if a login is needed, and there is none.
 */
export async function serverOptions(
  flags: ServerFlags,
  call: Call,
  { mayAsk = true }: { mayAsk?: boolean } = {},
): Promise<ServerOptions> {
  const { context } = call;
  if (usesApi(flags, call)) {
    const api = await apiOptions(flags, call);
    const { loginTo } = await load(import("./server_login.ts"));
    const login = await loginTo(api, { address: flags.hostname, call, mayAsk });
    return { ...api, ...login };
  }
  const hostname = needServer(flags, call);
  const inAddress = flags.hostname?.kind === "name" ? flags.hostname.port : null;
  const port = flags.port ?? inAddress ?? call.given(undefined, "port");
  context.server = `${hostname}:${port}`;
  return {
    hostname,
    port,
    ...patienceOf(flags, call),
    ...(flags.debug && { dial: tracing(context.stderr) }),
  };
}

/**
 * Combines options and settings to a server that has an HTTP API, without a login.
 *
 * @throws {UsageError} if none is named, or one without.
 * @throws {ConfigError} if the settings can't be read or used.
 * @throws {CommandError} if the file of certificates can't be read.
 */
export async function apiOptions(flags: ServerFlags, call: Call): Promise<ServerOptions> {
  const hostname = flags.hostname?.hostname ?? call.given(undefined, "hostname") ?? "";
  if (!isUrl(hostname)) throw needsUrl(hostname, call.context);
  if (flags.port !== undefined) {
    throw new UsageError("--port is not for a URL, which has its own: https://HOST:8443/spalloc/");
  }
  call.context.server = hostname;
  dropEmptyVariable();
  const ca = call.given(flags.ca, "ca");
  const trusted = ca ? { ca: await readCertificates(ca) } : {};
  const traced = flags.debug ? { trace: traceTo(call.context.stderr) } : {};
  return { hostname, ...patienceOf(flags, call), ...trusted, ...traced };
}

/** Returns the error of a server without a URL, and the line to type. */
function needsUrl(hostname: string, { name }: Context): UsageError {
  const isNone = hostname === "" ? "" : `, and ${hostname} is none`;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname || "spalloc.example.org";
  return new UsageError(`${name} needs the URL of a server${isNone}`, {
    steps: [["Try", `${name} https://${host}/spalloc/`]],
  });
}

function needServer(flags: ServerFlags, call: Call): string {
  return needSetting("hostname", flags, { call, of: "the spalloc server" });
}

/** Returns the timeouts of a connection, and its clock. */
function patienceOf(flags: ServerFlags, call: Call) {
  return {
    timeout: call.given(flags.timeout, "timeout"),
    reconnectDelay: call.given(flags.reconnectDelay, "reconnectDelay"),
    ignoreVersion: call.given(flags.ignoreVersion ?? flags.ignore_version, "ignoreVersion"),
    clock: call.context.clock,
  };
}

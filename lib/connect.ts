import type { Clock } from "./clock.ts";
import { ConnectionError, RequestError } from "./errors.ts";
import { DEFAULT_PORT, ProtocolClient } from "./protocol/client.ts";
import type { Notification } from "./protocol/messages.ts";
import type { Dial } from "./protocol/transport.ts";
import { checkVersion } from "./protocol/version.ts";
import type { Server } from "./server.ts";
import { isUrl, parseServerAddress, withoutLogin } from "./server_address.ts";
import type { Credentials } from "./v2/credentials.ts";
import type { LoginMemory } from "./v2/login_memory.ts";
import type { Fetch } from "./v2/http.ts";

/** A server, and the timeouts of talking to it. */
export interface ServerOptions {
  /** Name or IP address of the server, or the base URL of its HTTP API. */
  hostname: string;
  /**
   * TCP port.
   *
   * @default {22244}
   */
  port?: number;
  /**
   * Seconds for connecting and for each call; `null` for no limit. An HTTP API gets at least 30 to
   * create a job.
   *
   * @default {5}
   */
  timeout?: number | null;
  /**
   * Seconds between attempts to reconnect.
   *
   * @default {5}
   */
  reconnectDelay?: number;
  /**
   * Whether to talk to servers of any version.
   *
   * @default {false}
   */
  ignoreVersion?: boolean;
  /**
   * How to log in to an HTTP API.
   *
   * @default {undefined}
   */
  credentials?: Credentials;
  /**
   * Certificates in PEM to trust besides those of the system, for `https://`.
   *
   * @default {undefined}
   */
  ca?: string;
  /**
   * Memory of logins; without it, refusals are remembered by this process only.
   *
   * @default {undefined}
   */
  logins?: LoginMemory;
  /**
   * Clock for timeouts and delays; the system's by default.
   *
   * @default {undefined}
   */
  clock?: Clock;
  /**
   * Function that connects to a name; by TCP, with `Deno.connect`, by default.
   *
   * @default {undefined}
   */
  dial?: Dial;
  /**
   * Function that sends requests to an HTTP API, and follows no redirects; `fetch` by default.
   *
   * @default {undefined}
   */
  fetch?: Fetch;
  /**
   * Called with each request to an HTTP API and its answer, as one text without credentials.
   *
   * @default {undefined}
   */
  trace?: (text: string) => void;
}

/** Default seconds to wait for an answer. */
export const DEFAULT_TIMEOUT = 5;
/** Default seconds between attempts to reconnect. */
export const DEFAULT_RECONNECT_DELAY = 5;
/** Minimum seconds between a failed dial and the next, whatever the options say. */
export const SHORTEST_DELAY = 0.05;

/** Options of {@linkcode connect}. */
export interface ConnectOptions {
  /**
   * Gives up connecting.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
  /**
   * Called with each change of jobs and machines, once subscribed. What it throws is ignored.
   *
   * @default {undefined}
   */
  onNotification?: (notification: Notification) => void;
  /**
   * Seconds for connecting and for each call, instead of those of the server; `null` for no limit.
   *
   * @default {undefined}
   */
  timeout?: number | null;
}

/**
 * Connects once to a server of any kind, logs in where that is needed, and checks the server's
 * version. It does not reconnect; {@linkcode Job} does.
 *
 * @throws {RequestError} if an option makes no sense.
 * @throws {ConnectionError} if the server can't be reached.
 * @throws {LoginError} if it needs a login, and refuses this one.
 * @throws {VersionError} if its version is not one that is understood.
 *
 * @example What is where, on a server with an HTTP API
 * ```ts
 * import { connect } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using simulator = await Simulator.start({ api: {} });
 * const hostname = simulator.api?.url ?? "";
 * const credentials = { user: "tester", password: "secret" };
 * await using server = await connect({ hostname, credentials });
 * const [machine] = await server.listMachines();
 * machine?.name; // "demo"
 * ```
 */
export async function connect(
  options: ServerOptions,
  connection: ConnectOptions = {},
): Promise<Server> {
  const { signal } = connection;
  const client = await open(options, connection);
  try {
    const version = await client.version(signal && { signal });
    if (!options.ignoreVersion) checkVersion(version);
    return client;
  } catch (error) {
    client.abort(new ConnectionError("The connection was given up", "not sent", { cause: error }));
    throw error;
  }
}

/** Connects to a server of the kind that its name stands for. */
async function open(
  { hostname, port = DEFAULT_PORT, clock, dial, ...server }: ServerOptions,
  { signal, onNotification, timeout = server.timeout ?? null }: ConnectOptions,
): Promise<Server> {
  if (isUrl(hostname)) {
    // Loaded only where it is needed: most programs need one of the two.
    const { ApiClient } = await import("./v2/api_client.ts");
    const { credentials, logins, ca, fetch, trace } = server;
    return new ApiClient(hostname, {
      ...{ credentials, logins, ca, timeout, onNotification, clock, fetch, trace },
    });
  }
  const old = oldPort(hostname);
  return await ProtocolClient.connect(old.hostname, {
    port: old.port ?? port,
    timeout,
    ...(signal && { signal }),
    ...(onNotification && { onNotification }),
    ...(clock && { clock }),
    ...(dial && { dial }),
  });
}

/**
 * Reads the name of an old port, which may be a URL as well.
 *
 * @throws {RequestError} if it is a URL of something else.
 */
function oldPort(hostname: string): { hostname: string; port: number | null } {
  if (!/^spalloc:/i.test(hostname)) return { hostname, port: null };
  const address = parseServerAddress(hostname);
  if (typeof address !== "string" && address.kind === "name") return address;
  const wanted = typeof address === "string" ? address : "a name";
  throw new RequestError(`Cannot use ${withoutLogin(hostname)} as hostname: it must be ${wanted}`);
}

/** Connects, asks, and closes at once: a polite end would only take time. */
export async function askOnce<T>(
  options: ServerOptions,
  ask: (client: Server) => Promise<T>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<T> {
  const client = await connect(options, signal && { signal });
  try {
    return await ask(client);
  } finally {
    client.abort(new ConnectionError("All is known", "not sent"));
  }
}

/**
 * Converts the configuration to the options and the request of a job.
 *
 * @module
 */
import type { Settings } from "./config/options.ts";
import { ConfigError } from "./errors.ts";
import type { JobRequest } from "./protocol/request.ts";
import type { ServerOptions } from "./connect.ts";
import { isUrl } from "./server_address.ts";

/**
 * Returns the server of the settings and its timeouts: the options of `Job.create` and
 * `Job.resume`.
 *
 * @throws {ConfigError} if they name no server.
 *
 * @example Taking on a job of the server in the configuration
 * ```ts
 * import { Job, loadConfig, serverFromSettings, systemEnvironment } from "@spalloc/client";
 *
 * async function takeOn(jobId: number): Promise<Job> {
 *   const { settings } = await loadConfig({ env: systemEnvironment });
 *   return await Job.resume(jobId, serverFromSettings(settings));
 * }
 * ```
 */
export function serverFromSettings(settings: Settings): ServerOptions {
  const { hostname, port, timeout, reconnectDelay, ignoreVersion } = settings;
  if (hostname === null) throw missing("hostname", "The spalloc server");
  return { hostname, port, timeout, reconnectDelay, ignoreVersion };
}

/**
 * Returns a request with the conditions of the settings: all but which boards.
 *
 * Where they name a machine, their tags don't count, as no job can ask for both. Where they name a
 * server by its URL, their owner doesn't count, as jobs belong to whoever is logged in, but their
 * group and collaboratory do.
 *
 * @throws {ConfigError} if they name no owner, and the server does not know it.
 *
 * @example Three boards, with all else as it is configured
 * ```ts
 * import { Job, loadConfig, requestFromSettings, serverFromSettings } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"] });
 * const { settings: defaults } = await loadConfig({ files: [] });
 * const { hostname, port } = server;
 * const settings = { ...defaults, hostname, port, owner: "me@example.org" };
 *
 * const request = { ...requestFromSettings(settings), what: 3 };
 * await using job = await Job.create(request, serverFromSettings(settings));
 * ```
 */
export function requestFromSettings(settings: Settings): Omit<JobRequest, "what"> {
  const { keepalive, machine, minRatio, maxDeadBoards, maxDeadLinks, requireTorus } = settings;
  const tags = machine === null ? settings.tags : null;
  return {
    ...ownership(settings),
    ...{ keepalive, machine, tags, minRatio, maxDeadBoards, maxDeadLinks, requireTorus },
  };
}

/** Returns the owner, or the account where jobs belong to whoever is logged in. */
function ownership(
  { hostname, owner, group, collab }: Settings,
): Pick<JobRequest, "owner" | "group" | "collab"> {
  if (isUrl(hostname ?? "")) return { group, collab };
  if (owner === null) throw missing("owner", "The owner of the job");
  return { owner };
}

function missing(setting: "hostname" | "owner", what: string): ConfigError {
  return new ConfigError(
    `${what} is not known: the settings have no ${setting}. ` +
      `Set SPALLOC_${setting.toUpperCase()}, or write "${setting} = ..." under [spalloc] in ` +
      "~/.config/spalloc",
  );
}

import type { Config } from "./config/load.ts";
import type { Environment } from "./config/search_path.ts";
import { systemEnvironment } from "./config/system_environment.ts";
import type { ServerOptions } from "./connect.ts";
import type { CallOptions } from "./protocol/connection.ts";
import { isUrl } from "./server_address.ts";

/**
 * Returns how to log in to the server of the configuration, as the program `spalloc` does: by a
 * token, credentials in the URL, `SPALLOC_USER` with `SPALLOC_PASSWORD`, a session that
 * `spalloc login` keeps, or `~/.netrc`. A server that is not named by a URL needs no login.
 *
 * @throws {LoginError} if there is no way.
 * @throws {ConfigError} if a variable or the file of certificates can't be used.
 * @throws the reason of `signal` if it aborts.
 *
 * @example Resuming a job of the configured server
 * ```ts
 * import {
 *   Job,
 *   loadConfig,
 *   loginFromConfig,
 *   serverFromSettings,
 *   systemEnvironment,
 * } from "@spalloc/client";
 *
 * async function resume(jobId: number): Promise<Job> {
 *   const config = await loadConfig({ env: systemEnvironment });
 *   const server = serverFromSettings(config.settings);
 *   return await Job.resume(jobId, { ...server, ...await loginFromConfig(config) });
 * }
 * ```
 */
export async function loginFromConfig(
  config: Pick<Config, "settings" | "login">,
  env: Environment = systemEnvironment,
  { signal }: Pick<CallOptions, "signal"> = {},
): Promise<Pick<ServerOptions, "credentials" | "ca" | "logins">> {
  const { hostname } = config.settings;
  if (hostname === null || !isUrl(hostname)) return {};
  // Loaded only where it is needed.
  const { configuredLogin } = await import("./v2/configured_login.ts");
  return await configuredLogin(hostname, config, { env, signal });
}

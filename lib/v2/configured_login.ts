import type { Config } from "../config/load.ts";
import type { Environment } from "../config/search_path.ts";
import type { ServerOptions } from "../connect.ts";
import { ConfigError, LoginError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import { timeOfDay } from "../render/times.ts";
import { findCredentials } from "./credential_sources.ts";
import { LoginStore } from "./login_store.ts";
import { stateFolder } from "../state_folder.ts";
import { StoredLogin } from "./stored_login.ts";

/**
 * Finds how to log in to a server of the configuration.
 *
 * @throws {LoginError} if there is no way.
 * @throws {ConfigError} if a variable or the file of certificates can't be used.
 * @throws the reason of `signal` if it aborts.
 */
export async function configuredLogin(
  server: string,
  { settings: { ca }, login }: Pick<Config, "settings" | "login">,
  { env, signal }: { env: Environment; signal: AbortSignal | undefined },
): Promise<Pick<ServerOptions, "credentials" | "ca" | "logins">> {
  const folder = stateFolder({ os: Deno.build.os, env });
  const store = folder === null ? null : new LoginStore(folder);
  const { found, over } = await findCredentials(server, { env, login, store, signal });
  if (found === null) {
    throw over
      ? new LoginError(`The login to ${server} is over: spalloc login begins another`, "over")
      : new LoginError(
        `${server} needs a login: set SPALLOC_USER and SPALLOC_PASSWORD, or SPALLOC_TOKEN, or ` +
          "use spalloc login",
        "missing",
      );
  }
  const now = (): number => Date.now() / 1000;
  const logins = new StoredLogin({
    store,
    server,
    kept: found.kept,
    newToken: found.newToken,
    now,
    showTime: timeOfDay,
  });
  const trusted = ca === null ? {} : { ca: await readCertificates(ca) };
  return { credentials: found.credentials, logins, ...trusted };
}

async function readCertificates(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new ConfigError(`Cannot read the certificates in ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

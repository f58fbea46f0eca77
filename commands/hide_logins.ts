import { OPTIONS } from "../lib/config/options.ts";
import { SERVER_VARIABLE } from "../lib/config/settings.ts";
import { systemEnvironment } from "../lib/config/system_environment.ts";
import { isGranted } from "../lib/permission.ts";
import { parseServerAddress } from "../lib/server_address.ts";
import { ifReadable } from "./context.ts";

/**
 * Takes the credentials out of the URLs in this process's environment, so that no child has them.
 * The settings must have been read before.
 */
export function hideUrlLogins(): void {
  for (const variable of [OPTIONS.hostname.variable, SERVER_VARIABLE]) {
    if (!isGranted({ name: "env", variable })) continue;
    const address = parseServerAddress((ifReadable(systemEnvironment, variable) ?? "").trim());
    if (typeof address === "string" || address.kind === "name") continue;
    if (Object.keys(address.login).length > 0) Deno.env.set(variable, address.hostname);
  }
}

import type { Simulator } from "../../lib/simulator/mod.ts";
import { shellLine } from "../shell_words.ts";
import type { ApiLogin } from "./api.ts";

/** An API that is offered, and what clients need to use it. */
export interface OfferedApi {
  readonly url: string;
  readonly login: ApiLogin;
  /** File of the certificate; `null` without TLS. */
  readonly certificate: string | null;
  /** Variables that take a client there. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns what `--json` shows of a server. */
export function describeServer(
  { hostname, port }: Pick<Simulator, "hostname" | "port">,
  api: OfferedApi | null,
): Readonly<Record<string, unknown>> {
  if (api === null) return { schema: 1, hostname, port };
  const { url, certificate, login: { name: user, password, token } } = api;
  return { schema: 1, hostname, port, url, user, password, token, certificate };
}

/** Returns the lines that tell a user how to use a server. */
export function announce(
  { hostname, port }: Pick<Simulator, "hostname" | "port">,
  api: OfferedApi | null,
): string[] {
  const end = "Ctrl-C ends it.";
  if (api === null) {
    return [
      `A simulated spalloc server listens on ${hostname}, port ${port}. Try:`,
      `  SPALLOC_HOSTNAME=${hostname} SPALLOC_PORT=${port} SPALLOC_OWNER=me spalloc 3`,
      end,
    ];
  }
  return [
    `A simulated spalloc server offers its HTTP API at ${api.url}; its old port is ${port} on ` +
    `${hostname}. Clients need:`,
    ...Object.entries(api.env).map(([name, value]) =>
      `  export ${shellLine([`${name}=${value}`])}`
    ),
    end,
  ];
}

import type { SimulatedApi, Simulator } from "../../lib/simulator/mod.ts";
import { shellLine } from "../shell_words.ts";
import type { ApiLogin } from "./api.ts";

/** A simulated server, as its clients need it. */
export interface Offer {
  /** What `--json` shows of it. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Variables that take a client there. */
  readonly env: Readonly<Record<string, string>>;
  /** Lines that tell a user how to use it. */
  readonly lines: readonly string[];
}

const END = "Ctrl-C ends it.";

/** Offers the old port of a server. */
export function offerPort({ hostname, port }: Pick<Simulator, "hostname" | "port">): Offer {
  return {
    json: { schema: 1, hostname, port },
    // The last one is for a spalloc that takes its hostname for that of a board.
    env: { SPALLOC_HOSTNAME: hostname, SPALLOC_PORT: String(port), SPALLOC_SERVER: hostname },
    lines: [
      `A simulated spalloc server listens on ${hostname}, port ${port}. Try:`,
      `  SPALLOC_HOSTNAME=${hostname} SPALLOC_PORT=${port} SPALLOC_OWNER=me spalloc 3`,
      END,
    ],
  };
}

/** Offers the HTTP API of a server; `certificate` is the file of its certificate, if it has one. */
export function offerApi(
  { hostname, port }: Pick<Simulator, "hostname" | "port">,
  { url }: SimulatedApi,
  { name: user, password, token, certificate }: ApiLogin & { certificate: string | null },
): Offer {
  const env: Record<string, string> = {
    SPALLOC_HOSTNAME: url,
    // For a spalloc that takes its hostname for that of a board.
    SPALLOC_SERVER: url,
    ...password !== null && { SPALLOC_USER: user, SPALLOC_PASSWORD: password },
    // SpiNNMan reads the latter.
    ...token !== null && { SPALLOC_TOKEN: token, OIDC_BEARER_TOKEN: token },
    // What Deno, Python's requests and OpenSSL trust.
    ...certificate !== null && {
      DENO_CERT: certificate,
      REQUESTS_CA_BUNDLE: certificate,
      SSL_CERT_FILE: certificate,
    },
  };
  return {
    json: { schema: 1, hostname, port, url, user, password, token, certificate },
    env,
    lines: [
      `A simulated spalloc server offers its HTTP API at ${url}; its old port is ${port} on ` +
      `${hostname}. Clients need:`,
      ...Object.entries(env).map(([name, value]) => `  export ${shellLine([`${name}=${value}`])}`),
      END,
    ],
  };
}

import type { ServerKind } from "../../lib/protocol/servers/server_kind.ts";
import { isUrl } from "../../lib/server_address.ts";
import { userOf } from "../user_of.ts";
import { connect, type ServerOptions } from "../../lib/connect.ts";

/** Result of a call to a server. */
export interface ServerCheck {
  /** Name or address of the server. */
  hostname: string;
  /** TCP port; `null` for one with a URL, which has it. */
  port: number | null;
  /** Kind of server, determined from how it writes. */
  kind: ServerKind | null;
  /** User who is logged in; `null` on servers without logins, or if only the server knows. */
  user: string | null;
  /** Version of the server. */
  version: string;
  /** Seconds for an answer: the shortest of a few. */
  roundTrip: number;
}

/** Number of timed calls. */
const CALLS = 5;

/** Calls a server a few times. */
export async function pingServer(options: ServerOptions): Promise<ServerCheck> {
  await using client = await connect(options);
  const { hostname, credentials = {} } = options;
  const isApi = isUrl(hostname);
  const port = isApi ? null : options.port ?? 0;
  const user = isApi ? userOf(credentials) : null;
  let version = "";
  let roundTrip = Infinity;
  for (let call = 0; call < CALLS; call++) {
    const from = performance.now();
    version = await client.version();
    roundTrip = Math.min(roundTrip, (performance.now() - from) / 1000);
  }
  return { hostname, port, kind: client.serverKind, user, version, roundTrip };
}

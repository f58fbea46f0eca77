import type { ServerKind } from "../../lib/protocol/servers/server_kind.ts";
import { connect, type ServerOptions } from "../../lib/session.ts";

/** What a call to the server showed. */
export interface ServerCheck {
  /** Name or address of the server. */
  hostname: string;
  /** Its TCP port. */
  port: number;
  /** Its kind, which is told by how it writes. */
  kind: ServerKind | null;
  /** The version that it announces. */
  version: string;
  /** Seconds that an answer takes: the shortest of a few. */
  roundTrip: number;
}

/** Calls that are timed. */
const CALLS = 5;

/** Calls the server a few times. */
export async function checkServer(options: ServerOptions): Promise<ServerCheck> {
  await using client = await connect(options);
  const { hostname, port = 0 } = options;
  let version = "";
  let roundTrip = Infinity;
  for (let call = 0; call < CALLS; call++) {
    const from = performance.now();
    version = await client.version();
    roundTrip = Math.min(roundTrip, (performance.now() - from) / 1000);
  }
  return { hostname, port, kind: client.serverKind, version, roundTrip };
}

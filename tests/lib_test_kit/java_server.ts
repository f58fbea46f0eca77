import { ProtocolClient } from "../../lib/protocol/client.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer } from "./fake_server.ts";

/** A server in memory whose lines end as a Java server's do, and a client of it. */
export interface JavaServer {
  server: FakeServer;
  clock: ManualClock;
  client: ProtocolClient;
}

/** Connects a client to a Java server in memory, which has said its version. */
export async function javaServer(): Promise<JavaServer> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  server.lineEnding = "\r\n";
  const client = await ProtocolClient.connect("host", { clock, dial: server.dial });
  await client.version();
  server.heard.length = 0;
  return { server, clock, client };
}

/** Returns the commands that a server got, without time and connection. */
export function asked({ heard }: FakeServer): [string, unknown[], Record<string, unknown>][] {
  return heard.map(({ command, args, kwargs }) => [command, args, kwargs]);
}

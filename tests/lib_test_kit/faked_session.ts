import type { ServerOptions } from "../../lib/connect.ts";
import { Session, type SessionEvents } from "../../lib/session.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer } from "./fake_server.ts";

/** A server in memory, its clock, and the options to reach it. */
export interface FakedServer {
  server: FakeServer;
  clock: ManualClock;
  options: ServerOptions;
}

/** Creates a server in memory, whose clock stands still until it is advanced. */
export function fakedServer(): FakedServer {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  return { server, clock, options: { hostname: "host", clock, dial: server.dial } };
}

/** Opens a session on a server in memory. */
export async function fakedSession(
  events: SessionEvents = {},
  more: Partial<ServerOptions> = {},
): Promise<FakedServer & { session: Session }> {
  const { server, clock, options } = fakedServer();
  const session = await Session.open({ ...options, ...more }, events);
  return { server, clock, options, session };
}

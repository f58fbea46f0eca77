/**
 * Returns a port on loopback that nobody listens on now.
 *
 * Not one that the system picks: those also serve as the near end of outgoing
 * connections, so one of them may be taken while its server restarts, or a
 * client that redials a stopped server may end up connected to itself.
 */
export function freePort(): number {
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("Cannot find a free port on 127.0.0.1");
}

// Below the ephemeral ports of Linux (32768 on) and macOS (49152 on).
const FIRST = 23_000;
const COUNT = 9_000;

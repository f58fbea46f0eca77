import { isGranted } from "../permission.ts";
import { withPort } from "../protocol/system_dialer.ts";

// Below the ephemeral ports of Linux (32768 on) and macOS (49152 on).
const FIRST = 23_000;
const COUNT = 9_000;
const TRIES = 100;

/**
 * Listens on a TCP port that nobody listens on; on one that the system picks where Deno may not
 * listen on another.
 *
 * Those that the system picks also serve as the near end of outgoing connections. So one of them may
 * be taken while its server restarts, and a client that redials a stopped server may end up
 * connected to itself.
 */
export function listenAnywhere(hostname: string): Deno.TcpListener {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (!isGranted({ name: "net", host: withPort(hostname, port) })) break;
    try {
      return Deno.listen({ hostname, port });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return Deno.listen({ hostname, port: 0 });
}

/** Whether a port was not to be had; Windows keeps some to itself. */
function isTaken(error: unknown): boolean {
  return error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied;
}

/** Returns a port as {@linkcode listenAnywhere} finds one; 0 where the system is to pick it. */
export function freePort(hostname: string): number {
  using listener = listenAnywhere(hostname);
  const { port } = listener.addr;
  return isGranted({ name: "net", host: withPort(hostname, port) }) ? port : 0;
}

/**
 * Listens once that is possible, for 2 s at most: a program that another thread starts has all open
 * for a moment that this process has, what listened on the same port before among them.
 *
 * @throws {Deno.errors.AddrInUse} if the port is taken (rejects).
 */
export async function whenFree<T>(listen: () => T): Promise<T> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return listen();
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return listen();
}

/**
 * Kinds of servers: the Python server; the compatible port of the Java server, which has replaced
 * it; and the HTTP API of the Java server, version 2.
 */
export type ServerKind = "python" | "java" | "v2";

/** Kinds of servers that speak the line protocol, with different manners. */
export type LineKind = Exclude<ServerKind, "v2">;

/** Ending of a line. */
export type LineEnding = "\n" | "\r\n";

/** Seconds between a server's checks for expired jobs. */
const EXPIRY_PERIODS: Readonly<Record<ServerKind, number>> = { python: 5, java: 30, v2: 30 };

/**
 * Determines the kind of a server from its line endings.
 *
 * Nothing else is sure: the Java server says that it is version 5.0.0, which was a version of
 * the Python server as well.
 */
export function kindOfServer(ending: LineEnding): LineKind {
  return ending === "\r\n" ? "java" : "python";
}

/** Returns the seconds by which a job may outlive its keepalive. */
export function expiryPeriod(kind: ServerKind): number {
  return EXPIRY_PERIODS[kind];
}

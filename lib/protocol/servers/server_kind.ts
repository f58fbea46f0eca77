/**
 * Kinds of servers: the Python server, and the compatible port of the Java server, which has
 * replaced it. They speak the same protocol with different manners.
 */
export type ServerKind = "python" | "java";

/** Ending of a line. */
export type LineEnding = "\n" | "\r\n";

/** Seconds between a server's checks for expired jobs. */
const EXPIRY_PERIODS: Readonly<Record<ServerKind, number>> = { python: 5, java: 30 };

/**
 * Determines the kind of a server from its line endings.
 *
 * Nothing else is sure: the Java server says that it is version 5.0.0, which was a version of
 * the Python server as well.
 */
export function kindOfServer(ending: LineEnding): ServerKind {
  return ending === "\r\n" ? "java" : "python";
}

/** Returns the seconds by which a job may outlive its keepalive. */
export function expiryPeriod(kind: ServerKind): number {
  return EXPIRY_PERIODS[kind];
}

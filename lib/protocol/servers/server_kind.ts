/**
 * The kinds of servers there are: the Python server, and the compatible port of the Java server,
 * which has taken its place. They speak the same protocol with different manners.
 */
export type ServerKind = "python" | "java";

/** How a line ends. */
export type LineEnding = "\n" | "\r\n";

/** Seconds between two looks of a server for jobs whose keepalive is over. */
const EXPIRY_PERIODS: Readonly<Record<ServerKind, number>> = { python: 5, java: 30 };

/**
 * The kind of a server, from how its lines end.
 *
 * Nothing else is sure: the Java server says that it is version 5.0.0, which was a version of
 * the Python server as well.
 */
export function kindOfServer(ending: LineEnding): ServerKind {
  return ending === "\r\n" ? "java" : "python";
}

/** Seconds by which a job may outlive its keepalive. */
export function expiryPeriod(kind: ServerKind): number {
  return EXPIRY_PERIODS[kind];
}

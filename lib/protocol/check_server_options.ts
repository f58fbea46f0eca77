import { RequestError } from "../errors.ts";
import { shown } from "../shown.ts";

/** Options that are checked. */
interface Reach {
  hostname: string;
  port?: number | undefined;
  timeout?: number | null | undefined;
  reconnectDelay?: number | undefined;
}

/**
 * Checks the options of a connection before it is tried: a network would say something less clear,
 * or nothing for ever.
 *
 * @throws {RequestError} that names the option at fault, and its value.
 */
export function checkServerOptions({ hostname, port, timeout, reconnectDelay }: Reach): void {
  const isName = typeof hostname === "string" && hostname.trim() !== "";
  if (!isName) throw refused("hostname", hostname, "a name or an IP address");
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw refused("port", port, "a whole number from 1 to 65535");
  }
  if (timeout != null && !(typeof timeout === "number" && timeout > 0)) {
    throw refused("timeout", timeout, "more than 0 s, or null for no limit");
  }
  if (
    reconnectDelay !== undefined && !(typeof reconnectDelay === "number" && reconnectDelay >= 0)
  ) {
    throw refused("reconnectDelay", reconnectDelay, "0 s or more");
  }
}

function refused(name: string, value: unknown, wanted: string): RequestError {
  return new RequestError(`Cannot use ${shown(value)} as ${name}: it must be ${wanted}`);
}

import { dialAddresses } from "./dial_addresses.ts";
import { systemDialer } from "./system_dialer.ts";
import type { Dial } from "./transport.ts";

/** Dials TCP with `Deno.connect`; needs `--allow-net` for that address. */
export const dialTcp: Dial = async ({ hostname, port }, signal) => {
  signal?.throwIfAborted();
  const conn = await dialAddresses(systemDialer, { hostname, port }, signal);
  try {
    conn.setNoDelay(true);
  } catch {
    // The peer has closed it already; the first read will say so.
  }
  return conn;
};

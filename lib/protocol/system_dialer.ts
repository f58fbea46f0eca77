import { isGranted } from "../permission.ts";
import { quickClock } from "../quick_clock.ts";
import type { Dialer } from "./dial_addresses.ts";
import type { Address } from "./transport.ts";

/** The system's own dialer. */
export const systemDialer: Dialer<Deno.TcpConn> = {
  connect: ({ hostname, port }, signal) => Deno.connect({ hostname, port, signal }),
  lookUp,
  // A connection is mostly there before any timer is due.
  clock: quickClock,
};

/** Looks up the addresses of a name that Deno may connect to. */
async function lookUp({ hostname, port }: Address): Promise<string[]> {
  if (!mayConnect(hostname)) return [];
  const { lookup } = await import("node:dns");
  return await new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, found) => {
      const addresses = error ? [] : found.map(({ address }) => address);
      resolve(addresses.filter((address) => mayConnect(withPort(address, port))));
    });
  });
}

/** Returns an address with its port, as permissions and URLs write it. */
export function withPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether Deno may connect to a host, without asking the user. */
function mayConnect(host: string): boolean {
  return isGranted({ name: "net", host });
}

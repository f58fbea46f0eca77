import { anyOf, type Clock, sleep } from "../clock.ts";
import type { Address } from "./transport.ts";

/** Seconds until the next address is tried beside the one before. */
const HEAD_START_SECONDS = 0.25;

/** System calls of dialling. */
export interface Dialer<Conn> {
  /** Connects to a name or an address. */
  connect(address: Address, signal: AbortSignal): Promise<Conn>;
  /** Looks up the addresses of a name, the preferred one first; none if that is not allowed. */
  lookUp(address: Address): Promise<readonly string[]>;
  /** The clock. */
  clock: Clock;
}

/**
 * Connects to a name that may have several addresses, so that a silent one does not block the
 * others (RFC 8305, which Deno implements from 2.9 on).
 *
 * The system is left to it at first. Where it takes longer than a moment, the addresses are
 * tried one after the other beside it, those of the other family first. The first
 * connection is taken, and whatever comes after it is closed.
 *
 * @throws what the system's own attempt throws, or the signal's reason.
 */
export async function dialAddresses<Conn extends { close(): void }>(
  { connect, lookUp, clock }: Dialer<Conn>,
  address: Address,
  signal?: AbortSignal,
): Promise<Conn> {
  const over = new AbortController();
  const until = anyOf(signal, over.signal);
  const first = Promise.withResolvers<Conn>();
  const attempt = async (hostname: string): Promise<void> => {
    const conn = await connect({ ...address, hostname }, until);
    // Another one was faster, or nobody waits any more.
    if (until.aborted) return conn.close();
    first.resolve(conn);
    over.abort();
  };
  attempt(address.hostname).catch(first.reject);
  if (!isAddress(address.hostname)) tryOthers().catch(() => {}); // It only helps.
  try {
    return await first.promise;
  } finally {
    over.abort();
  }

  async function tryOthers(): Promise<void> {
    await sleep(clock, HEAD_START_SECONDS, until);
    const addresses = await lookUp(address);
    if (addresses.length < 2) return;
    for (const other of otherFamilyFirst(addresses)) {
      until.throwIfAborted();
      attempt(other).catch(() => {}); // The system's own attempt reports the error.
      await sleep(clock, HEAD_START_SECONDS, until);
    }
  }
}

/** Whether a text is an IP address rather than a name. */
function isAddress(hostname: string): boolean {
  return hostname.includes(":") || /^[\d.]+$/.test(hostname);
}

/** Sorts addresses of another family than the preferred one first. */
function otherFamilyFirst(addresses: readonly string[]): string[] {
  const isSix = (text: string): boolean => text.includes(":");
  const preferred = isSix(addresses[0] ?? "");
  const rank = (text: string): number => isSix(text) === preferred ? 1 : 0;
  return addresses.toSorted((a, b) => rank(a) - rank(b));
}

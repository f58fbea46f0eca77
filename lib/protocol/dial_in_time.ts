import { anyOf, type Clock, Deadline, orAborted } from "../clock.ts";
import { ConnectionError, TimeoutError } from "../errors.ts";
import type { Address, Dial, Transport } from "./transport.ts";
import { whyNotConnected } from "./why_not_connected.ts";

/**
 * Connects, or explains in time why not.
 *
 * @throws {ConnectionError} if nobody listens there.
 * @throws {TimeoutError} if nobody answers in time.
 * @throws the signal's reason if that was aborted first.
 */
export async function dialInTime(
  dial: Dial,
  address: Address,
  { timeout, clock, signal }: { timeout: number | null; clock: Clock; signal?: AbortSignal },
): Promise<Transport> {
  const server = `${address.hostname}:${address.port}`;
  using late = new Deadline(clock, timeout, (seconds) => {
    return new TimeoutError(`No answer from ${server} within ${seconds} s`, "not sent");
  });
  const giveUp = anyOf(signal, late.signal);
  try {
    giveUp.throwIfAborted();
    const dialing = dial(address, giveUp);
    // Should the dial outlive the wait for it, its connection must not stay open.
    dialing.then((transport) => giveUp.aborted && transport.close(), () => {});
    return await orAborted(dialing, giveUp);
  } catch (cause) {
    giveUp.throwIfAborted();
    throw new ConnectionError(whyNotConnected(server, cause), "not sent", { cause });
  }
}

/** Part of the loopback network whose addresses are tried: nothing else lives there. */
const FIRST = 127 * 2 ** 24 + 2 ** 16;
const COUNT = 2 ** 24 - 2 * 2 ** 16;

/**
 * Yields all loopback addresses that are worth a try. They begin anywhere, so that several users
 * of a computer do not get in each other's way.
 *
 * @param random Number of at least 0 and less than 1.
 */
export function* loopbackAddresses(random: number): Generator<string> {
  const start = Math.floor(random * COUNT);
  for (let step = 0; step < COUNT; step++) {
    const address = FIRST + (start + step) % COUNT;
    const last = address % 256;
    // Some programs take these for networks or broadcasts.
    if (last !== 0 && last !== 255) yield dotted(address);
  }
}

/** Yields the addresses that a system without a loopback network has, and may have been given. */
export function* singleAddresses(): Generator<string> {
  for (let last = 1; last < 255; last++) yield `127.0.0.${last}`;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => address >>> shift & 0xff).join(".");
}

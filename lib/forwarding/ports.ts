import { SCP_PORT } from "../boards/scp.ts";
import { RequestError } from "../errors.ts";
import type { ChipCoordinate } from "../machine/coordinates.ts";

/** UDP port for booting, on the board with chip (0, 0). */
const BOOT_PORT = 54321;

/** Returns the UDP ports of a board that programs use, and others. */
export function portsOf([x, y]: ChipCoordinate, others: readonly number[]): number[] {
  const usual = x === 0 && y === 0 ? [SCP_PORT, BOOT_PORT] : [SCP_PORT];
  return [...new Set([...usual, ...others])];
}

/**
 * Checks the number of a UDP port.
 *
 * @throws {RequestError} if it is none.
 */
export function checkUdpPort(port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= 0xffff) return;
  throw new RequestError(`Cannot use ${port} as a UDP port: it must be from 1 to 65535`);
}

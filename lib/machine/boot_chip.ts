import type { ChipCoordinate } from "./coordinates.ts";

/** Chip through which a job's machine is booted, in the job's own chip coordinates. */
const BOOT_CHIP: ChipCoordinate = [0, 0];

/**
 * Returns the host name or IP address of the board with the boot chip, (0, 0).
 *
 * @returns `null` if no board of the list has it, or if there is no list yet.
 */
export function bootHostname(
  chips: readonly { x: number; y: number; hostname: string }[] | null | undefined,
): string | null {
  const [bootX, bootY] = BOOT_CHIP;
  return chips?.find(({ x, y }) => x === bootX && y === bootY)?.hostname ?? null;
}

import type { TriadSize } from "../machine/coordinates.ts";

/** A rectangle of triads in a machine: its size, and its bottom left triad. */
export interface Region extends TriadSize {
  /** Leftmost column, in triads. */
  readonly x: number;
  /** Bottom row, in triads. */
  readonly y: number;
}

/** Whether a rectangle of this size is no larger than the machine, on either axis. */
export function isWithin(size: TriadSize, machine: TriadSize): boolean {
  return size.width >= 1 && size.height >= 1 && size.width <= machine.width &&
    size.height <= machine.height;
}

/** Whether two rectangles have the same width and height. */
export function isSameSize(one: TriadSize, other: TriadSize): boolean {
  return one.width === other.width && one.height === other.height;
}

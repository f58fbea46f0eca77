import { BOARDS_PER_TRIAD, countBoards, type TriadSize } from "../../machine/mod.ts";

/** The rectangle that so many boards get on a machine: the squarest, cut to the machine. */
export function shapeFor(count: number, machine: TriadSize): TriadSize {
  const triads = Math.ceil(count / BOARDS_PER_TRIAD);
  const width = Math.min(Math.ceil(Math.sqrt(triads)), machine.width);
  return { width, height: Math.min(Math.ceil(triads / width), machine.height) };
}

/** Whether the rectangle for so many boards is cut so much that it has fewer. */
export function isCutShort(count: number, machine: TriadSize): boolean {
  return count > 1 && countBoards(shapeFor(count, machine)) < count;
}

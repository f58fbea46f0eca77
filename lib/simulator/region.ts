import {
  type BoardCoordinate,
  boardIndex,
  followLink,
  LINKS,
  type TriadSize,
  type Wrap,
} from "../machine/mod.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";

/** A rectangle of triads in a machine: its size, and its bottom left triad. */
export interface Region extends TriadSize {
  /** Leftmost column, in triads. */
  readonly x: number;
  /** Bottom row, in triads. */
  readonly y: number;
}

/** Boards and links of a region. */
export interface Survey {
  /** Boards that work and can be reached from the bottom left one. */
  readonly boards: readonly BoardCoordinate[];
  /** Axes on which links between these boards wrap around the machine. */
  readonly wrap: Wrap;
  /** Dead links between these boards that do not wrap around the machine. */
  readonly deadLinks: number;
  /** Dead links between these boards that wrap around the machine. */
  readonly deadWrapLinks: number;
}

/** Surveys the usable boards of a region, and their links. */
export function survey(machine: SimulatedMachine, region: Region): Survey {
  const boards = reachableBoards(machine, region);
  const members = new Set(boards.map((board) => boardIndex(board, machine)));
  const wrap = { x: false, y: false };
  let deadLinks = 0;
  let deadWrapLinks = 0;
  for (const board of boards) {
    for (const link of LINKS) {
      const next = followLink(board, link, machine);
      if (!members.has(boardIndex(next.board, machine))) continue;
      // A dead link counts too: it is the cabling that makes a torus.
      wrap.x ||= next.wrapsX;
      wrap.y ||= next.wrapsY;
      if (machine.isLinkAlive(board, link)) continue;
      if (next.wrapsX || next.wrapsY) deadWrapLinks++;
      else deadLinks++;
    }
  }
  return { boards, wrap, deadLinks, deadWrapLinks };
}

/**
 * Finds the boards reachable from the region's bottom left one along live links within the region.
 */
function reachableBoards(machine: SimulatedMachine, region: Region): BoardCoordinate[] {
  const start: BoardCoordinate = [region.x, region.y, 0];
  if (!machine.isAlive(start)) return [];
  const reached = [start];
  const seen = new Set([boardIndex(start, machine)]);
  // The list grows while it is walked, until nothing new is found.
  for (const board of reached) {
    for (const link of LINKS) {
      if (!machine.isLinkAlive(board, link)) continue;
      const { board: next } = followLink(board, link, machine);
      const index = boardIndex(next, machine);
      if (seen.has(index) || !isInside(region, next) || !machine.isAlive(next)) continue;
      seen.add(index);
      reached.push(next);
    }
  }
  return reached;
}

function isInside(region: Region, [x, y]: BoardCoordinate): boolean {
  return x >= region.x && x < region.x + region.width &&
    y >= region.y && y < region.y + region.height;
}

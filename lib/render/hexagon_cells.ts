import type { BoardCoordinate } from "../machine/mod.ts";

/**
 * Where a board is on a map: a column and a row of cells, counted to the right
 * and up. The boards of a column are in every second of its rows.
 */
export type Cell = readonly [column: number, row: number];

/** The cell that has a board's label. */
export function cellOf([x, y, z]: BoardCoordinate): Cell {
  return [2 * x - y + (z === 1 ? 1 : 0), 3 * y + z];
}

/** The three ways that an edge can run. */
export const EDGE = { south: 0, southWest: 1, west: 2 } as const;

/** One of {@linkcode EDGE}. */
export type Edge = typeof EDGE[keyof typeof EDGE];

/** What edges are drawn with, by {@linkcode EDGE}. */
export type EdgeTexts = readonly [south: string, southWest: string, west: string];

/** Edges that work. */
export const LIVE_EDGES: EdgeTexts = ["___", "\\", "/"];

/** Edges whose link does not work. */
export const DEAD_EDGES: EdgeTexts = ["XXX", "X", "X"];

/** Where a link of a board shows on the map, seen from the board's cell. */
export interface LinkPlace {
  /** Steps to the cell of the board at the other end. */
  readonly neighbour: Cell;
  /** Steps to the cell that has the edge between the two. */
  readonly cell: Cell;
  /** Which of that cell's edges it is. */
  readonly edge: Edge;
}

/**
 * The places of links 0 (east) to 5 (south). Every cell keeps the edges at its
 * bottom and at its left, so that an edge that two boards share is one edge:
 *
 * ```text
 *    ___
 * W /   \ NE
 * SW\___/ E
 * ```
 */
export const LINK_PLACES: readonly LinkPlace[] = [
  { neighbour: [1, -1], cell: [1, -1], edge: EDGE.west },
  { neighbour: [1, 1], cell: [1, 0], edge: EDGE.southWest },
  { neighbour: [0, 2], cell: [0, 1], edge: EDGE.south },
  { neighbour: [-1, 1], cell: [0, 0], edge: EDGE.west },
  { neighbour: [-1, -1], cell: [0, -1], edge: EDGE.southWest },
  { neighbour: [0, -2], cell: [0, -1], edge: EDGE.south },
];

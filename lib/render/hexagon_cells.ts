import type { BoardCoordinate } from "../machine/mod.ts";

/**
 * Position of a board on a map: a column and a row of cells, counted to the right and up. The
 * boards of a column are in every second of its rows.
 */
export type Cell = readonly [column: number, row: number];

/** Returns the cell of a board's label. */
export function cellOf([x, y, z]: BoardCoordinate): Cell {
  return [2 * x - y + (z === 1 ? 1 : 0), 3 * y + z];
}

/** The three directions of an edge. */
export const EDGE = { south: 0, southWest: 1, west: 2 } as const;

/** One of {@linkcode EDGE}. */
export type Edge = typeof EDGE[keyof typeof EDGE];

/** Texts of edges, by {@linkcode EDGE}. */
export type EdgeTexts = readonly [south: string, southWest: string, west: string];

/** Edges that work. */
export const LIVE_EDGES: EdgeTexts = ["___", "\\", "/"];

/** Edges whose link does not work. */
export const DEAD_EDGES: EdgeTexts = ["XXX", "X", "X"];

/** Position of a link on the map, from its board's cell. */
export interface LinkPlace {
  /** Steps to the cell of the board at the other end. */
  readonly neighbour: Cell;
  /** Steps to the cell with the edge between the two. */
  readonly cell: Cell;
  /** Edge of that cell. */
  readonly edge: Edge;
}

/**
 * Positions of links 0 (east) to 5 (south). Every cell keeps the edges at its bottom and at its
 * left, so that an edge that two boards share is one edge:
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

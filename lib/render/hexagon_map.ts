import type { BoardCoordinate } from "../machine/mod.ts";
import { type Bounds, HexagonCanvas } from "./hexagon_canvas.ts";
import {
  type Cell,
  cellOf,
  DEAD_EDGES,
  EDGE,
  type EdgeTexts,
  LINK_PLACES,
  LIVE_EDGES,
} from "./hexagon_cells.ts";
import type { Paint, Style } from "./styles.ts";
import { textWidth } from "./width.ts";

/** Boards that belong together and look the same. */
export interface BoardGroup {
  /** Boards of the group. */
  boards: readonly BoardCoordinate[];
  /** Label on each of them: up to three columns. */
  label: string;
  /** Style of the label and of the edges between two boards of the group. */
  inner: Style;
  /** Style of the edges around the group. */
  outer: Style;
}

/** Options of {@linkcode drawHexagonMap}. */
export interface HexagonMapOptions {
  /**
   * Links that do not work: x, y, z and the link from 0 (east) to 5 (south).
   *
   * @default {[]}
   */
  deadLinks?: readonly (readonly [x: number, y: number, z: number, link: number])[];
  /** Applies styles to text. */
  paint: Paint;
  /**
   * Available columns; the rest of the map, at the right, is left out.
   *
   * @default {Infinity}
   */
  columns?: number;
  /**
   * Whether to show coordinates: x on the lower edge of each board, and at the left y and z of the
   * boards whose labels are in that line.
   *
   * @default {false}
   */
  coordinates?: boolean;
}

/** A map of boards. */
export interface HexagonMap {
  /** Lines of the map, from the top. */
  lines: string[];
  /** Columns of the whole map. */
  width: number;
}

/** Columns of a board's label. */
const LABEL_COLUMNS = 3;

/**
 * Draws boards as hexagons:
 *
 * ```text
 *  ___
 * / A \___
 * \___/ A \
 * / A \___/
 * \___/
 * ```
 *
 * Groups are drawn one after the other, and a later one covers what it shares
 * with those before it: first a whole machine, then its jobs. What is no board
 * of any group stays blank.
 *
 * @returns `null` if boards are so far apart that no map could be looked at.
 */
export function drawHexagonMap(
  groups: readonly BoardGroup[],
  { deadLinks = [], paint, columns = Infinity, coordinates = false }: HexagonMapOptions,
): HexagonMap | null {
  const bounds = boundsOf(groups, deadLinks);
  if (!bounds) return { lines: [], width: 0 };
  const canvas = HexagonCanvas.ofSize(bounds);
  if (!canvas) return null;
  for (const [index, group] of groups.entries()) drawGroup(canvas, group, index + 1);
  const boards = coordinates ? groups.flatMap(({ boards }) => boards) : [];
  drawColumns(canvas, boards);
  const dead = edgeInks(canvas, DEAD_EDGES, "red");
  for (const [x, y, z, link] of deadLinks) drawEdge(canvas, cellOf([x, y, z]), link, dead);
  const margin = new Margin(boards);
  const lines = canvas.lines(paint, columns - margin.width);
  return {
    lines: lines.map(({ text, row }) => margin.at(row, paint) + text),
    width: canvas.width + margin.width,
  };
}

/** Draws the x of boards on their lower edges, over what is there. */
function drawColumns(canvas: HexagonCanvas, boards: readonly BoardCoordinate[]): void {
  const inks = new Map<number, number>();
  for (const board of boards) {
    const [x] = board;
    const ink = inks.get(x) ?? canvas.ink({ text: centred(`${x}`, "_"), style: "dim" });
    inks.set(x, ink);
    canvas.drawMiddle(step(cellOf(board), [0, -1]), ink);
  }
}

/** Text at the left of a map: y and z of the boards in each line. */
class Margin {
  readonly #texts: ReadonlyMap<number, string>;
  /** Columns of the margin. */
  readonly width: number;

  constructor(boards: readonly BoardCoordinate[]) {
    this.#texts = new Map(boards.map((board) => {
      const [, y, z] = board;
      return [cellOf(board)[1], `${y} ${z}`];
    }));
    const widest = Math.max(0, ...[...this.#texts.values()].map((text) => text.length));
    this.width = widest === 0 ? 0 : widest + 2;
  }

  at(row: number, paint: Paint): string {
    const text = this.#texts.get(row) ?? "";
    if (this.width === 0) return "";
    return paint("dim", text.padStart(this.width - 2)) + "  ";
  }
}

function boundsOf(
  groups: readonly BoardGroup[],
  deadLinks: NonNullable<HexagonMapOptions["deadLinks"]>,
): Bounds | null {
  const bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  const include = ([column, row]: Cell): void => {
    bounds.left = Math.min(bounds.left, column);
    bounds.right = Math.max(bounds.right, column);
    bounds.bottom = Math.min(bounds.bottom, row);
    bounds.top = Math.max(bounds.top, row);
  };
  for (const { boards } of groups) {
    for (const board of boards) {
      // The other edges are those of the cells between these two, and the board's own.
      include(step(cellOf(board), [0, -1]));
      include(step(cellOf(board), [1, 1]));
    }
  }
  for (const [x, y, z, link] of deadLinks) {
    const place = LINK_PLACES[link];
    if (place) include(step(cellOf([x, y, z]), place.cell));
  }
  return bounds.left > bounds.right ? null : bounds;
}

function drawGroup(
  canvas: HexagonCanvas,
  { boards, label, inner, outer }: BoardGroup,
  group: number,
): void {
  const labelInk = canvas.ink({ text: centred(label), style: inner });
  const innerInks = edgeInks(canvas, LIVE_EDGES, inner);
  const outerInks = edgeInks(canvas, LIVE_EDGES, outer);
  const cells = boards.map(cellOf);
  for (const cell of cells) canvas.claim(cell, group);
  for (const cell of cells) {
    canvas.drawMiddle(cell, labelInk);
    for (const [link, { neighbour }] of LINK_PLACES.entries()) {
      const isInner = canvas.isClaimedBy(step(cell, neighbour), group);
      drawEdge(canvas, cell, link, isInner ? innerInks : outerInks);
    }
  }
}

function drawEdge(
  canvas: HexagonCanvas,
  from: Cell,
  link: number,
  inks: readonly [number, number, number],
): void {
  const place = LINK_PLACES[link];
  if (!place) return;
  const cell = step(from, place.cell);
  if (place.edge === EDGE.south) canvas.drawMiddle(cell, inks[place.edge]);
  else canvas.drawSide(cell, inks[place.edge]);
}

function edgeInks(
  canvas: HexagonCanvas,
  [south, southWest, west]: EdgeTexts,
  style: Style,
): readonly [number, number, number] {
  return [
    canvas.ink({ text: south, style }),
    canvas.ink({ text: southWest, style }),
    canvas.ink({ text: west, style }),
  ];
}

function step([column, row]: Cell, [columns, rows]: Cell): Cell {
  return [column + columns, row + rows];
}

/** Centres a label in its columns, or else one column to the right. */
function centred(label: string, filler = " "): string {
  const free = LABEL_COLUMNS - textWidth(label);
  if (free < 0) return "???";
  return label.padStart(label.length + Math.ceil(free / 2), filler)
    .padEnd(label.length + free, filler);
}

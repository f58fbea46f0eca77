import type { Cell } from "./hexagon_cells.ts";
import type { Paint, Style } from "./styles.ts";

/** A text of one or of three columns, and its style. */
export interface Ink {
  readonly text: string;
  readonly style: Style;
}

/** Cells that a map covers. */
export interface Bounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Columns of text per cell: one for the edge at its left, three for the rest. */
const CELL_COLUMNS = 4;
/** Maximum cells of a map: more would not fit into memory, let alone on a screen. */
const MAX_CELLS = 2 ** 22;

/**
 * Canvas of a map: cells of four columns, each a slot of one column and a slot of three. Later
 * drawings cover earlier ones.
 */
export class HexagonCanvas {
  readonly #bounds: Bounds;
  readonly #columns: number;
  readonly #rows: number;
  /** Numbers of inks, two per cell; 0 for none. */
  readonly #slots: Uint32Array;
  /** Group that last claimed each cell. */
  readonly #claims: Uint32Array;
  /** The first is none, so that no number is out of range: V8 is slow to find nothing there. */
  readonly #inks: (Ink | null)[] = [null];
  #width = 0;

  private constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#columns = bounds.right - bounds.left + 1;
    this.#rows = bounds.top - bounds.bottom + 1;
    const cells = this.#columns * this.#rows;
    this.#slots = new Uint32Array(2 * cells);
    this.#claims = new Uint32Array(cells);
  }

  /** Creates an empty canvas; `null` if it would be too large. */
  static ofSize(bounds: Bounds): HexagonCanvas | null {
    const { left, right, bottom, top } = bounds;
    const isSmall = (right - left + 1) * (top - bottom + 1) <= MAX_CELLS;
    return isSmall ? new HexagonCanvas(bounds) : null;
  }

  /** Columns of text that have anything on them. */
  get width(): number {
    return this.#width;
  }

  /** Adds an ink, and returns the number to draw with. */
  ink(ink: Ink): number {
    return this.#inks.push(ink) - 1;
  }

  /** Marks a cell as a group's. */
  claim(cell: Cell, group: number): void {
    this.#claims[this.#index(cell)] = group;
  }

  /** Whether a group was the last to claim a cell. */
  isClaimedBy(cell: Cell, group: number): boolean {
    const [column, row] = cell;
    const { left, right, bottom, top } = this.#bounds;
    const isOutside = column < left || column > right || row < bottom || row > top;
    return !isOutside && this.#claims[this.#index(cell)] === group;
  }

  /** Draws in the one column at the left of a cell. */
  drawSide(cell: Cell, ink: number): void {
    this.#slots[2 * this.#index(cell)] = ink;
    this.#widen(cell, 1);
  }

  /** Draws in the other three columns of a cell. */
  drawMiddle(cell: Cell, ink: number): void {
    this.#slots[2 * this.#index(cell) + 1] = ink;
    this.#widen(cell, CELL_COLUMNS);
  }

  /** Returns the lines that have anything on them, up to `columns`, and their rows. */
  lines(paint: Paint, columns: number): { text: string; row: number }[] {
    const lines: { text: string; row: number }[] = [];
    for (let row = this.#rows - 1; row >= 0; row--) {
      const text = this.#line(row, paint, columns);
      if (text !== "") lines.push({ text, row: row + this.#bounds.bottom });
    }
    return lines;
  }

  #line(row: number, paint: Paint, columns: number): string {
    const first = 2 * row * this.#columns;
    const end = first + 2 * this.#columns;
    let line = "";
    let blanks = 0;
    let used = 0;
    let run = "";
    let style: Style | null = null;
    for (let slot = first; slot < end && used < columns; slot++) {
      const size = slot % 2 === 0 ? 1 : CELL_COLUMNS - 1;
      const ink = this.#inks[this.#slots[slot] ?? 0];
      if (ink && blanks === 0 && ink.style === style) {
        run += ink.text.slice(0, columns - used);
      } else if (ink) {
        // Neighbours of one style share an escape sequence.
        line += (style && paint(style, run)) ?? "";
        line += " ".repeat(blanks);
        blanks = 0;
        run = ink.text.slice(0, columns - used);
        style = ink.style;
      } else {
        blanks += size;
      }
      used += size;
    }
    return line + ((style && paint(style, run)) ?? "");
  }

  #widen([column]: Cell, size: number): void {
    this.#width = Math.max(this.#width, (column - this.#bounds.left) * CELL_COLUMNS + size);
  }

  #index([column, row]: Cell): number {
    const { left, bottom } = this.#bounds;
    return (row - bottom) * this.#columns + column - left;
  }
}

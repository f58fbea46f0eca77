import type { BoardCoordinate, TriadSize } from "../machine/mod.ts";
import type { BoardGroup } from "./hexagon_map.ts";
import type { Paint, Style } from "./styles.ts";

/** Options of {@linkcode drawCompactMap}. */
export interface CompactMapOptions {
  /** Sign for boards of no group: dead or missing ones. */
  hole: { label: string; style: Style };
  /** Applies styles to text. */
  paint: Paint;
  /**
   * Available columns; a wider machine is drawn in parts, one below the other.
   *
   * @default {Infinity}
   */
  columns?: number;
  /**
   * Whether to show y at the left and x below.
   *
   * @default {false}
   */
  coordinates?: boolean;
}

const BOARDS = 3;

/**
 * Draws a machine with a column per board and a line per row of triads, the first row at the
 * bottom: z is 0, 1, 2 within a triad, and there are gaps between triads if there is room.
 *
 * ```text
 * AAA A.. ...
 * AAA ... -..
 * ```
 *
 * Of a group the first character of its label is shown, and its inner style. A
 * later group covers what it shares with those before it.
 */
export function drawCompactMap(
  machine: TriadSize,
  groups: readonly BoardGroup[],
  { hole, paint, columns = Infinity, coordinates = false }: CompactMapOptions,
): string[] {
  const { width, height } = machine;
  const owners = ownersOf(machine, groups);
  const isWhole = (step: number): boolean => width * step - (step - BOARDS) <= columns - margin;
  let margin = coordinates ? String(height - 1).length + 1 : 0;
  const step = !isWhole(BOARDS + 1) && isWhole(BOARDS) ? BOARDS : BOARDS + 1;
  const isParted = !isWhole(step);
  if (isParted) margin = String(height - 1).length + 1;
  const most = Math.max(1, Math.floor((columns - margin + step - BOARDS) / step));
  const perPart = isParted ? most : width;

  const lines: string[] = [];
  for (let from = 0; from < width; from += perPart) {
    const to = Math.min(from + perPart, width);
    for (let y = height - 1; y >= 0; y--) {
      const cells: Ink[] = margin === 0
        ? []
        : [{ text: `${String(y).padStart(margin - 1)} `, style: "dim" }];
      for (let x = from; x < to; x++) {
        if (step > BOARDS && x > from) cells.push({ text: " ", style: null });
        for (let z = 0; z < BOARDS; z++) {
          const group = groups[(owners[indexOf(machine, [x, y, z])] ?? 0) - 1];
          cells.push(
            group
              ? { text: group.label.charAt(0), style: group.inner }
              : { text: hole.label, style: hole.style },
          );
        }
      }
      lines.push(inked(cells, paint));
    }
    if (margin > 0) lines.push(" ".repeat(margin) + paint("dim", axis(from, to, step)));
  }
  return lines;
}

interface Ink {
  text: string;
  style: Style | null;
}

/** Returns the group of each board, from 1; 0 for none. */
function ownersOf(machine: TriadSize, groups: readonly BoardGroup[]): Uint32Array {
  const owners = new Uint32Array(machine.width * machine.height * BOARDS);
  for (const [index, { boards }] of groups.entries()) {
    for (const board of boards) owners[indexOf(machine, board)] = index + 1;
  }
  return owners;
}

function indexOf({ width }: TriadSize, [x, y, z]: BoardCoordinate): number {
  return (y * width + x) * BOARDS + z;
}

/** Neighbours of one style share an escape sequence. */
function inked(cells: readonly Ink[], paint: Paint): string {
  let line = "";
  let run = "";
  let style: Style | null = null;
  const end = (): void => {
    line += style === null ? run : paint(style, run);
    run = "";
  };
  for (const cell of cells) {
    if (cell.style !== style) end();
    style = cell.style;
    run += cell.text;
  }
  end();
  return line;
}

/** Formats the x of triads below them, of as many as there is room for. */
function axis(from: number, to: number, step: number): string {
  let line = "";
  for (let x = from; x < to; x++) {
    const column = (x - from) * step;
    if (line.length < column || column === 0) line = line.padEnd(column) + String(x);
  }
  return line;
}

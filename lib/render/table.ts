import type { Paint, Style } from "./styles.ts";
import { textWidth } from "./width.ts";

/**
 * A cell of a table: a number is aligned at the right, a text at the left. With a style it is a
 * pair.
 */
export type TableCell = string | number | readonly [style: Style, value: string | number];

/** Text between two columns. */
export const SEPARATOR = "  ";

/**
 * Draws a table: columns as wide as their widest cell, two spaces between
 * them, and nothing at the ends of lines.
 *
 * ```text
 * ID  State  Boards
 *  1  ready       3
 *  4  queue
 * ```
 *
 * It is drawn here and not by `@cliffy/table`, which takes 25 ms for the first
 * hundred jobs, more than all else that it takes to list them.
 *
 * @example
 * ```ts
 * import { renderTable } from "./table.ts";
 * import { paintNothing } from "./styles.ts";
 *
 * renderTable([["ID", "State"], [1, "ready"]], paintNothing); // "ID  State\n 1  ready"
 * ```
 */
export function renderTable(rows: readonly (readonly TableCell[])[], paint: Paint): string {
  const measured = rows.map((row) => row.map(measure));
  const widths = widthsOf(measured);
  return measured.map((row) => renderRow(row, widths, paint)).join("\n");
}

/** Returns the widths of a table's columns. */
export function columnWidths(rows: readonly (readonly TableCell[])[]): number[] {
  return widthsOf(rows.map((row) => row.map(measure)));
}

function widthsOf(measured: readonly (readonly MeasuredCell[])[]): number[] {
  const widths: number[] = [];
  for (const row of measured) {
    for (const [column, { width }] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, width);
    }
  }
  return widths;
}

/** Returns the row of a table's headings. */
export function headings(names: readonly string[]): TableCell[] {
  return names.map((name) => ["heading", name]);
}

interface MeasuredCell {
  text: string;
  style: Style | null;
  isNumber: boolean;
  width: number;
}

function measure(cell: TableCell): MeasuredCell {
  const [style, value] = typeof cell === "object" ? cell : [null, cell] as const;
  const text = String(value);
  return { text, style, isNumber: typeof value === "number", width: textWidth(text) };
}

function renderRow(
  row: readonly MeasuredCell[],
  widths: readonly number[],
  paint: Paint,
): string {
  let line = "";
  for (const [column, { text, style, isNumber, width }] of row.entries()) {
    const shown = style ? paint(style, text) : text;
    // The ends of lines are cut anyway, and what others wrote there can be as long as it likes.
    const isLast = column === row.length - 1 && !isNumber;
    const padding = " ".repeat(isLast ? 0 : (widths[column] ?? width) - width);
    line += (column > 0 ? SEPARATOR : "") + (isNumber ? padding + shown : shown + padding);
  }
  return line.trimEnd();
}

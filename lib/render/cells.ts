import { textWidth } from "./width.ts";

/** A short text, and its styled form. */
export interface TextCell {
  /** Text that is measured. */
  text: string;
  /** Text that is shown, with its styles; the text that is measured by default. */
  shown?: string;
}

/** Columns between cells. */
const GAP = 2;

/**
 * Arranges short texts in columns of equal width:
 *
 * ```text
 * A:1   B:2   C:17
 * D:18
 * ```
 *
 * @example
 * ```ts
 * import { renderCells } from "./cells.ts";
 *
 * renderCells([{ text: "A:1" }, { text: "B:2" }], 80); // "A:1  B:2"
 * ```
 */
export function renderCells(cells: readonly TextCell[], width: number): string {
  const widths = cells.map(({ text }) => textWidth(text));
  const column = widths.reduce((widest, each) => Math.max(widest, each), 0) + GAP;
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const [index, { text, shown = text }] of cells.entries()) {
    const own = widths[index] ?? 0;
    if (used > 0 && used + own > width) {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
    }
    line += shown + " ".repeat(column - own);
    used += column;
  }
  return [...lines, line.trimEnd()].join("\n");
}

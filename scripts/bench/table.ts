import type { Measured, Row, Section, Unit } from "./row.ts";

const HEADINGS = ["", "spalloc", "empty program", "Python client", "target", ""];

/** Formats the figures as tables in Markdown, which is as readable on a terminal. */
export function markdown(sections: readonly Section[]): string {
  return sections.map(({ title, rows }) => `## ${title}\n\n${table(rows)}`).join("\n\n");
}

function table(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.flatMap(rowCells)];
  const widths = HEADINGS.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const lines = cells.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at]!))));
  return [lines[0], line(widths.map((width) => "-".repeat(Math.max(width, 3)))), ...lines.slice(1)]
    .join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Formats a line for each target; a missing figure has its reason. */
function rowCells(row: Row): string[][] {
  if ("reason" in row) return [[row.what, "not measured", "", "", row.reason, ""]];
  const { what, ours, unit, empty, python, targets = [] } = row;
  const [first, ...more] = targets;
  const head = [
    what,
    figure(ours, unit),
    compared(row, empty),
    compared(row, python),
    first?.text ?? "",
    first ? verdict(first.isMet) : "",
  ];
  return [head, ...more.map(({ text, isMet }) => ["", "", "", "", text, verdict(isMet)])];
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "MISSED";
}

/** Formats the other figure, and its ratio to ours. */
function compared({ ours, unit }: Measured, other: number | undefined): string {
  return other === undefined ? "" : `${figure(other, unit)} (${(ours / other).toFixed(2)} ×)`;
}

function figure(value: number, unit: Unit): string {
  const digits = unit === "calls/s" || value >= 100 ? 0 : unit === "" ? 2 : 1;
  return `${value.toFixed(digits)}${unit ? ` ${unit}` : ""}`;
}

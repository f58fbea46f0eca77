import type { JobSummary } from "../../lib/protocol/messages.ts";
import { ageText } from "../../lib/render/age.ts";
import { escapeText } from "../../lib/escape.ts";
import { renderTable, SEPARATOR, type TableCell } from "../../lib/render/table.ts";
import { shorten, textWidth } from "../../lib/render/width.ts";
import type { Look } from "../watch/subject.ts";
import { keepaliveCell, ownerAndHost, powerCell, stateCell } from "./job_cells.ts";

/** A column of the list: its heading, and its cell for a job. */
interface Column {
  heading: string;
  cell: (job: JobSummary, options: JobListOptions) => TableCell;
}

/** Options of {@linkcode jobList}. */
export interface JobListOptions {
  /** Places of queued jobs. */
  places: ReadonlyMap<number, number>;
  look: Pick<Look, "paint" | "columns" | "now">;
  /** Marks before jobs, by id; without it there is no column for them. */
  marks?: ReadonlyMap<number, TableCell>;
}

const ID: Column = { heading: "ID", cell: ({ jobId }) => jobId };
const STATE: Column = {
  heading: "State",
  cell: (job, { places }) => stateCell(job, places.get(job.jobId)),
};
const POWER: Column = { heading: "Power", cell: powerCell };
const BOARDS: Column = { heading: "Boards", cell: ({ boards }) => boards?.length ?? "" };
const MACHINE: Column = {
  heading: "Machine",
  cell: ({ machineName }) => escapeText(machineName ?? ""),
};
const AGE: Column = {
  heading: "Age",
  cell: ({ startTime }, { look }) => startTime === null ? "" : ageText(look.now - startTime),
};
const KEEPALIVE: Column = {
  heading: "Keepalive",
  cell: keepaliveCell,
};
const OWNER_AND_HOST: Column = { heading: "Owner (Host)", cell: ownerAndHost };
const OWNER: Column = {
  heading: "Owner",
  cell: (job) => ownerAndHost({ ...job, keepaliveHost: null }),
};

/** Minimum columns of names if there is no room for all of them. */
const LEAST: ReadonlyMap<Column, number> = new Map([[OWNER, 14], [MACHINE, 8]]);

/** Columns of the list, from the widest layout to the narrowest. */
const LAYOUTS: readonly (readonly Column[])[] = [
  [ID, STATE, POWER, BOARDS, MACHINE, AGE, KEEPALIVE, OWNER_AND_HOST],
  [ID, STATE, POWER, BOARDS, MACHINE, AGE, KEEPALIVE, OWNER],
  [ID, STATE, POWER, BOARDS, MACHINE, AGE, OWNER],
  [ID, STATE, BOARDS, MACHINE, AGE, OWNER],
];

/**
 * Formats jobs as a table for people: a line for each that fits, with its age and its place in the
 * queue. If there is no room, the host is left out first, then names are shortened.
 */
export function jobList(jobs: readonly JobSummary[], options: JobListOptions): string {
  const { paint, columns } = options.look;
  let shown: TableCell[][] = [];
  for (const layout of LAYOUTS) {
    const cells = cellsOf(jobs, layout, options);
    const over = totalWidth(cells) - (columns ?? Infinity);
    shown = over > 0 ? shortenNames(cells, layout, over) : cells;
    if (totalWidth(shown) <= (columns ?? Infinity)) break;
  }
  return renderTable(shown, paint);
}

function cellsOf(
  jobs: readonly JobSummary[],
  layout: readonly Column[],
  options: JobListOptions,
): TableCell[][] {
  const { marks } = options;
  const headings = layout.map(({ heading }): TableCell => ["heading", heading]);
  const rows = [headings, ...jobs.map((job) => layout.map(({ cell }) => cell(job, options)))];
  if (!marks) return rows;
  return rows.map((row, at) => {
    const job = at === 0 ? undefined : jobs[at - 1];
    return [(job && marks.get(job.jobId)) ?? "", ...row];
  });
}

/** Shortens names, the last column's first, until a table is `columns` narrower. */
function shortenNames(
  rows: readonly TableCell[][],
  layout: readonly Column[],
  over: number,
): TableCell[][] {
  const shift = (rows[0]?.length ?? 0) - layout.length;
  const widths = columnWidths(rows);
  const limits = new Map<number, number>();
  for (const [column, least] of LEAST) {
    const at = layout.indexOf(column) + shift;
    const width = widths[at] ?? 0;
    if (!layout.includes(column) || width <= least) continue;
    limits.set(at, Math.max(least, width - over));
    over -= width - limits.get(at)!;
    if (over <= 0) break;
  }
  return rows.map((row, line) =>
    row.map((cell, at) => {
      const limit = limits.get(at);
      return line > 0 && limit !== undefined && typeof cell === "string"
        ? shorten(cell, limit)
        : cell;
    })
  );
}

function totalWidth(rows: readonly TableCell[][]): number {
  const widths = columnWidths(rows);
  return widths.reduce((sum, width) => sum + width, SEPARATOR.length * (widths.length - 1));
}

function columnWidths(rows: readonly TableCell[][]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) {
      const text = String(typeof cell === "object" ? cell[1] : cell);
      widths[at] = Math.max(widths[at] ?? 0, textWidth(text));
    }
  }
  return widths;
}

import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { ageText } from "../../lib/render/age.ts";
import { escapeText } from "../../lib/escape.ts";
import { pythonSeconds } from "../../lib/render/python_values.ts";
import {
  columnWidths,
  headings,
  renderTable,
  SEPARATOR,
  type TableCell,
} from "../../lib/render/table.ts";
import { localTime } from "../../lib/render/times.ts";
import { shorten } from "../../lib/render/width.ts";
import type { Look } from "../watch/subject.ts";

/** A column of a list: its heading, and its cell for a job. */
interface Column {
  heading: string;
  cell: (job: JobSummary, options: CellOptions) => TableCell;
}

/** What a cell depends on beside its job. */
interface CellOptions {
  /** Places of queued jobs. */
  places: ReadonlyMap<number, number>;
  look: Pick<Look, "now" | "zone">;
}

/** Options of {@linkcode jobList}. */
export interface JobListOptions extends CellOptions {
  look: Pick<Look, "paint" | "columns" | "now" | "zone">;
  /** Marks before jobs, by id; without it there is no column for them. */
  marks?: ReadonlyMap<number, TableCell>;
}

/** States of a listed job, in the words of the Python client. */
const STATES: Readonly<Record<number, TableCell>> = {
  [JobState.unknown]: "?",
  [JobState.queued]: ["blue", "queue"],
  [JobState.power]: ["yellow", "power"],
  [JobState.ready]: ["green", "ready"],
};

const ID: Column = { heading: "ID", cell: ({ jobId }) => jobId };
const STATE: Column = {
  heading: "State",
  cell({ jobId, state }, { places }) {
    const place = places.get(jobId);
    return place === undefined ? STATES[state] ?? String(state) : ["blue", `queue ~${place}`];
  },
};
const POWER: Column = {
  heading: "Power",
  cell({ power, state }) {
    if (power === null) return "";
    const style = state === JobState.power ? "yellow" : power ? "green" : "red";
    return [style, power ? "on" : "off"];
  },
};
const BOARDS: Column = { heading: "Boards", cell: ({ boards }) => boards?.length ?? "" };
const MACHINE: Column = {
  heading: "Machine",
  cell: ({ machineName }) => escapeText(machineName ?? ""),
};
const AGE: Column = {
  heading: "Age",
  cell: ({ startTime }, { look }) => startTime === null ? "" : ageText(look.now - startTime),
};
const CREATED_AT: Column = {
  heading: "Created at",
  cell: ({ startTime }, { look }) => localTime(startTime, look.zone),
};
const KEEPALIVE: Column = {
  heading: "Keepalive",
  // None for a job that the server hides is not known.
  cell: ({ keepalive, isHidden }) => isHidden && keepalive === null ? "" : pythonSeconds(keepalive),
};
const OWNER: Column = {
  heading: "Owner",
  cell: ({ owner, isHidden }) => isHidden ? "<Hidden>" : escapeText(owner ?? "None"),
};
const OWNER_AND_HOST: Column = {
  heading: "Owner (Host)",
  cell({ owner, keepaliveHost, isHidden }) {
    if (isHidden) return "<Hidden>";
    const host = keepaliveHost === null ? "" : ` (${keepaliveHost})`;
    return escapeText(`${owner ?? "None"}${host}`);
  },
};

/** Columns of the table that the Python client prints. */
const FOR_SCRIPTS = [ID, STATE, POWER, BOARDS, MACHINE, CREATED_AT, KEEPALIVE, OWNER_AND_HOST];

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

/** Formats jobs as a full table, a line for each, as the Python client prints it for scripts. */
export function jobTable(
  jobs: readonly JobSummary[],
  look: Pick<Look, "paint" | "now" | "zone">,
): string {
  return renderTable(cellsOf(jobs, FOR_SCRIPTS, { places: new Map(), look }), look.paint);
}

function cellsOf(
  jobs: readonly JobSummary[],
  layout: readonly Column[],
  options: CellOptions & Pick<JobListOptions, "marks">,
): TableCell[][] {
  const { marks } = options;
  const titles = headings(layout.map(({ heading }) => heading));
  const rows = jobs.map((job) => layout.map(({ cell }) => cell(job, options)));
  if (!marks) return [titles, ...rows];
  return [["", ...titles], ...rows.map((row, at) => [marks.get(jobs[at]!.jobId) ?? "", ...row])];
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

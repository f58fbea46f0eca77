import { type Fields, fields } from "../../protocol/shape.ts";
import { durationOf } from "../duration.ts";
import { STATES } from "../states.ts";
import { type Row, tableRows } from "./html.ts";

/** A job as the page of all jobs shows it. */
export interface JobRow {
  /** State: one of {@linkcode JobState}. */
  state: number;
  /** Whether all its boards are on; `null` if the page does not tell. */
  power: boolean | null;
  /** Number of its boards; `null` if the page does not tell. */
  boards: number | null;
  /** Name of the machine that it has boards of, or waits for boards of. */
  machineName: string | null;
  /** Time of creation, in Unix seconds. */
  startTime: number | null;
  /** Seconds that it lives without a sign of life. */
  keepalive: number | null;
  /** Owner; `null` for jobs that the user may not see. */
  owner: string | null;
  /** Request that it was created with. */
  request: Fields | null;
}

/** Headings of columns, in lower case. */
type Heading =
  | "id"
  | "state"
  | "power"
  | "boards"
  | "machine"
  | "created at"
  | "keepalive"
  | "owner";

/** Column behind that of the owner, which has no heading and is not shown. */
const REQUEST = 1;

/**
 * Reads the page of all jobs; `null` if it is not the page that is known. It is made for people, and
 * may change with any version of the server: so a table without the columns ID, State and Owner, or
 * a row without an id and a state, is taken for another one, and all else may be missing.
 */
export function readJobsPage(page: string): ReadonlyMap<number, JobRow> | null {
  const [head, ...rows] = tableRows(page);
  // Without jobs there is no table.
  if (!head) return /<body\b/i.test(page) && !/<table\b/i.test(page) ? new Map() : null;
  const headings = head.map((text) => text.toLowerCase().replace(/ \(host\)$/, ""));
  const at = (heading: Heading): number => headings.indexOf(heading);
  if (at("id") < 0 || at("state") < 0 || at("owner") < 0) return null;
  const jobs = new Map<number, JobRow>();
  for (const row of rows) {
    const cell = (heading: Heading): string => row[at(heading)] ?? "";
    const id = /^\d+$/.test(cell("id")) ? Number(cell("id")) : NaN;
    const state = STATES[cell("state").toUpperCase()];
    if (!Number.isSafeInteger(id) || state === undefined || jobs.has(id)) return null;
    jobs.set(id, {
      state,
      power: { on: true, off: false }[cell("power").toLowerCase()] ?? null,
      boards: /^\d+$/.test(cell("boards")) ? Number(cell("boards")) : null,
      machineName: cell("machine") || null,
      startTime: timeOf(cell("created at")),
      keepalive: durationOf(cell("keepalive")),
      owner: cell("owner") || null,
      request: requestOf(row, at("owner") + REQUEST),
    });
  }
  return jobs;
}

function timeOf(text: string): number | null {
  const time = Date.parse(text) / 1000;
  return Number.isNaN(time) ? null : Math.floor(time);
}

function requestOf(row: Row, at: number): Fields | null {
  try {
    return fields(JSON.parse(row[at] ?? ""), "request");
  } catch {
    return null;
  }
}

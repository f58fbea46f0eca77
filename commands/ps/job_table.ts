import type { JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Paint } from "../../lib/render/styles.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import { keepaliveCell, ownerAndHost, powerCell, stateCell } from "../views/job_cells.ts";

const HEADINGS = [
  "ID",
  "State",
  "Power",
  "Boards",
  "Machine",
  "Created at",
  "Keepalive",
  "Owner (Host)",
];

/** Formats jobs as a full table, a line for each, as the Python client prints it for scripts. */
export function jobTable(
  jobs: readonly JobSummary[],
  { paint, zone }: { paint: Paint; zone: Zone },
): string {
  const headings = HEADINGS.map((heading): TableCell => ["heading", heading]);
  return renderTable([headings, ...jobs.map((job) => row(job, zone))], paint);
}

function row(job: JobSummary, zone: Zone): TableCell[] {
  return [
    job.jobId,
    stateCell(job, undefined),
    powerCell(job),
    job.boards?.length ?? "",
    escapeText(job.machineName ?? ""),
    localTime(job.startTime, zone),
    keepaliveCell(job),
    ownerAndHost(job),
  ];
}

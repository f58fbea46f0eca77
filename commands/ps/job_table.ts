import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { pythonSeconds } from "../../lib/render/python_values.ts";
import type { Paint } from "../../lib/render/styles.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";

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

/** The states that a listed job can be in, as users of the Python client know them. */
const STATES: Readonly<Record<number, TableCell>> = {
  [JobState.queued]: ["blue", "queue"],
  [JobState.power]: ["yellow", "power"],
  [JobState.ready]: ["green", "ready"],
};

/** Jobs as a table: a line for each, with the places of queued ones where they are given. */
export function jobTable(
  jobs: readonly JobSummary[],
  { paint, zone, places = new Map() }: {
    paint: Paint;
    zone: Zone;
    places?: ReadonlyMap<number, number>;
  },
): string {
  const headings = HEADINGS.map((heading): TableCell => ["heading", heading]);
  return renderTable([
    headings,
    ...jobs.map((job) => row(job, { zone, place: places.get(job.jobId) })),
  ], paint);
}

function row(
  job: JobSummary,
  { place, zone }: { place: number | undefined; zone: Zone },
): TableCell[] {
  return [
    job.jobId,
    place === undefined ? STATES[job.state] ?? String(job.state) : ["blue", `queue ~${place}`],
    power(job),
    job.boards?.length ?? "",
    escapeText(job.machineName ?? ""),
    localTime(job.startTime, zone),
    pythonSeconds(job.keepalive),
    ownerAndHost(job),
  ];
}

function power({ power, state }: JobSummary): TableCell {
  if (power === null) return "";
  const style = state === JobState.power ? "yellow" : power ? "green" : "red";
  return [style, power ? "on" : "off"];
}

function ownerAndHost({ owner, keepaliveHost, isHidden }: JobSummary): string {
  if (isHidden) return "<Hidden>";
  const host = keepaliveHost === null ? "" : ` (${keepaliveHost})`;
  return escapeText(`${owner ?? "None"}${host}`);
}

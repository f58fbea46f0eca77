import { bootHostname } from "../../lib/machine/boot_chip.ts";
import {
  type JobMachine,
  jobStateName,
  type JobStatus,
  type JobSummary,
} from "../../lib/protocol/messages.ts";
import { type Definition, renderDefinitions } from "../../lib/render/definitions.ts";
import { escapeText } from "../../lib/escape.ts";
import { drawHexagonMap } from "../../lib/render/hexagon_map.ts";
import { pythonSeconds, pythonValue } from "../../lib/render/python_values.ts";
import { localTime } from "../../lib/render/times.ts";
import type { Look } from "../watch/subject.ts";

/** Details of a job. */
export type JobDetails = LiveJob | GoneJob;

/** A job that is queued or has boards. */
export interface LiveJob {
  kind: "live";
  jobId: number;
  job: JobSummary;
  /** Boards and their addresses; `null` while it has none. */
  machine: JobMachine | null;
  /** Places of queued jobs. */
  places: ReadonlyMap<number, number>;
}

/** A job that the server does not list: it is over, or never existed. */
export interface GoneJob {
  kind: "gone";
  jobId: number;
  status: JobStatus;
}

/** Columns of the names in the list. */
const NAME_COLUMNS = "Board power: ".length;
/** Parts of a request that are fractions; JSON does not tell 60.0 from 60. */
const FRACTIONS: ReadonlySet<string> = new Set(["keepalive", "min_ratio"]);

/** Formats the details of a job for people. */
export function jobText(details: JobDetails, look: Look): string {
  const { jobId } = details;
  if (details.kind === "live") return renderDefinitions(describe(details, look));
  const { state, reason, startTime, finishTime } = details.status;
  const definitions: Definition[] = [["Job ID", jobId], ["State", stateText(state)]];
  // On old ports this is what the Python client shows, and nothing more.
  if (startTime !== null && finishTime !== null) {
    definitions.push(["Start time", localTime(startTime, look.zone)]);
    definitions.push(["End time", localTime(finishTime, look.zone)]);
  }
  if (reason !== null) definitions.push(["Reason", escapeText(reason)]);
  return renderDefinitions(definitions);
}

function describe({ jobId, job, machine }: LiveJob, look: Look): Definition[] {
  const { startTime, keepaliveHost, boards, power, machineName } = job;
  const hostname = bootHostname(machine?.connections);
  const definitions: (Definition | false)[] = [
    ["Job ID", jobId],
    ["Owner", job.isHidden ? "<Hidden>" : escapeText(job.owner ?? "None")],
    ["State", stateText(job.state)],
    startTime !== null && ["Start time", localTime(startTime, look.zone)],
    ["Keepalive", pythonSeconds(job.keepalive)],
    keepaliveHost !== null && ["Owner host", escapeText(keepaliveHost)],
    ["Request", requestText(job)],
    boards !== null && ["Allocation", allocation(boards, look)],
    hostname !== null && ["Hostname", escapeText(hostname)],
    machine !== null && ["Width", machine.width],
    machine !== null && ["Height", machine.height],
    boards !== null && ["Num boards", boards.length],
    power !== null && ["Board power", power ? "on" : "off"],
    machineName !== null && ["Running on", escapeText(machineName)],
  ];
  return definitions.filter((definition) => definition !== false);
}

function stateText(state: number): string {
  return jobStateName(state) ?? String(state);
}

/** Formats a request as a call of the Python library. */
function requestText({ args, kwargs }: JobSummary): string {
  const named = Object.keys(kwargs).sort().map((name) => {
    const value = kwargs[name];
    const isFraction = typeof value === "number" && FRACTIONS.has(name);
    return `${escapeText(name)}=${isFraction ? pythonSeconds(value) : pythonValue(value)}`;
  });
  const between = args.length > 0 && named.length > 0 ? ",\n    " : "";
  return `Job(${args.map(pythonValue).join(", ")}${between}${named.join(",\n    ")})`;
}

function allocation(boards: NonNullable<JobSummary["boards"]>, { paint, columns }: Look): string {
  const map = drawHexagonMap([{ boards, label: ".", inner: "dim", outer: "bright" }], {
    paint,
    ...(columns !== null && { columns: Math.max(1, columns - NAME_COLUMNS) }),
  });
  return map ? map.lines.join("\n") : "(too large for a map)";
}

import type { JobSummary } from "../../lib/protocol/messages.ts";
import { renderCells } from "../../lib/render/cells.ts";
import { renderDefinitions } from "../../lib/render/definitions.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { jobKey } from "../../lib/render/job_keys.ts";
import { jobStyle, type Paint } from "../../lib/render/styles.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import { jobAsJson } from "../views/job_json.ts";
import { drawMachine } from "../views/machine_map.ts";
import { machineAsJson, type MachineUsage, readMachine } from "../views/usage.ts";
import type { Subject } from "../watch/subject.ts";

/** Columns of the list of jobs where nothing says how many there are. */
const STANDARD_COLUMNS = 80;
/** The jobs of a machine have boards already. */
const NONE_QUEUED: ReadonlyMap<number, number> = new Map();
const HEADINGS = ["Key", "Job ID", "Num boards", "Owner (Host)"];

/** One machine: a map of it, and the jobs that are on it. */
export class OneMachine implements Subject<MachineUsage> {
  readonly #name: string;
  readonly #isDetailed: boolean;

  constructor(name: string, { detailed }: { detailed: boolean }) {
    this.#name = name;
    this.#isDetailed = detailed;
  }

  subscribe: Subject<MachineUsage>["subscribe"] = async (client) => {
    await client.notifyMachine(this.#name);
    // A job that is powered changes no machine, but what JSON says of it.
    await client.notifyJob();
  };

  read: Subject<MachineUsage>["read"] = (client) => readMachine(client, this.#name);

  text: Subject<MachineUsage>["text"] = (usage, look) => {
    const { machine, jobs, inUse, numBoards } = usage;
    const definitions = renderDefinitions([
      ["Name", escapeText(machine.name)],
      ["Tags", escapeText(machine.tags.join(", "))],
      ["In-use", `${inUse} of ${numBoards}`],
      ["Jobs", jobs.length],
    ]);
    const list = this.#isDetailed
      ? jobTable(jobs, look.paint)
      : jobCells(jobs, look.paint, look.columns ?? STANDARD_COLUMNS);
    return [definitions, drawMachine(usage, look), list].join("\n\n");
  };

  json: Subject<MachineUsage>["json"] = (usage) => ({
    schema: 1,
    ...machineAsJson(usage),
    jobs: usage.jobs.map((job, index) => ({
      key: jobKey(index),
      ...jobAsJson(job, NONE_QUEUED),
    })),
  });
}

function jobCells(jobs: readonly JobSummary[], paint: Paint, columns: number): string {
  const cells = jobs.map(({ jobId }, index) => {
    const key = jobKey(index);
    return { text: `${key}:${jobId}`, shown: `${paint(jobStyle(jobId), key)}:${jobId}` };
  });
  return renderCells(cells, columns);
}

function jobTable(jobs: readonly JobSummary[], paint: Paint): string {
  const headings = HEADINGS.map((heading): TableCell => ["heading", heading]);
  const rows = jobs.map(({ jobId, boards, owner, keepaliveHost, isHidden }, index): TableCell[] => [
    [jobStyle(jobId), jobKey(index)],
    jobId,
    boards?.length ?? 0,
    isHidden
      ? "<Hidden>"
      : escapeText(`${owner ?? "None"}${keepaliveHost === null ? "" : ` ${keepaliveHost}`}`),
  ]);
  return renderTable([headings, ...rows], paint);
}

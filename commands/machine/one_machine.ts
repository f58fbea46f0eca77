import type { JobSummary } from "../../lib/protocol/messages.ts";
import { renderCells } from "../../lib/render/cells.ts";
import { type Definition, renderDefinitions } from "../../lib/render/definitions.ts";
import { escapeText } from "../../lib/escape.ts";
import { jobKey } from "../../lib/render/job_keys.ts";
import { jobStyle, type Paint } from "../../lib/render/styles.ts";
import { headings, renderTable, type TableCell } from "../../lib/render/table.ts";
import { jobAsJson } from "../views/job_json.ts";
import { drawMachine, type MapOptions } from "../views/machine_map.ts";
import { inUseText, machineLine, NOT_TOLD, plural } from "../views/machine_line.ts";
import { machineAsJson, type MachineUsage, readMachine } from "../views/usage.ts";
import type { Look, Subject } from "../watch/subject.ts";

/** Columns of the list of jobs without a terminal. */
const STANDARD_COLUMNS = 80;
/** The jobs of a machine have boards already. */
const NONE_QUEUED: ReadonlyMap<number, number> = new Map();
const MORE_IN_USE = "Others may use boards here: this server does not tell which.";
const HEADINGS = ["Key", "Job ID", "Num boards", "Owner (Host)"];

/** One machine: its map and its jobs. */
export class OneMachine implements Subject<MachineUsage> {
  readonly #name: string;
  readonly #isDetailed: boolean;
  readonly #map: MapOptions;

  constructor(name: string, { detailed, ...map }: { detailed: boolean } & MapOptions) {
    this.#name = name;
    this.#isDetailed = detailed;
    this.#map = map;
  }

  subscribe: Subject<MachineUsage>["subscribe"] = async (client) => {
    await client.notifyMachine(this.#name);
    // A job that is powered changes no machine, but what JSON says of it.
    await client.notifyJob();
  };

  read: Subject<MachineUsage>["read"] = (client) => readMachine(client, this.#name);

  text: Subject<MachineUsage>["text"] = (usage, look) => {
    const { jobs } = usage;
    const map = drawMachine(usage, look, this.#map);
    const list = this.#isDetailed
      ? jobTable(jobs, look.paint, map.keyOf)
      : jobCells(jobs, look, map.keyOf);
    const text = look.columns === null || usage.inUse !== null
      ? map.text
      : `${map.text}\n${look.paint("yellow", MORE_IN_USE)}`;
    if (!map.isCompact) return [definitions(usage, look), text, list].join("\n\n");
    // As few lines as there can be: most of a terminal is for the map.
    return [machineLine(usage), text, ...(list === "" ? [] : [list])].join("\n");
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

/** Lists the facts of a machine beside its map; more of them for people. */
function definitions(usage: MachineUsage, { columns }: Look): string {
  const { machine, jobs, numBoards, free, queued } = usage;
  const { deadBoards, deadLinks } = machine;
  const forPeople: Definition[] = [
    ["Free", free ?? NOT_TOLD],
    ["Dead", `${plural(deadBoards.length, "board")}, ${plural(deadLinks.length, "link")}`],
    ["Queued", plural(queued.length, "job")],
  ];
  return renderDefinitions([
    ["Name", escapeText(machine.name)],
    ["Tags", escapeText(machine.tags.join(", "))],
    ["In-use", `${inUseText(usage)} of ${numBoards}`],
    ["Jobs", jobs.length],
    ...(columns === null ? [] : forPeople),
  ]);
}

function jobCells(
  jobs: readonly JobSummary[],
  { paint, columns }: Look,
  keyOf: (index: number) => string,
): string {
  const cells = jobs.map(({ jobId }, index) => {
    const key = keyOf(index);
    return { text: `${key}:${jobId}`, shown: `${paint(jobStyle(jobId), key)}:${jobId}` };
  });
  return renderCells(cells, columns ?? STANDARD_COLUMNS);
}

function jobTable(
  jobs: readonly JobSummary[],
  paint: Paint,
  keyOf: (index: number) => string,
): string {
  const rows = jobs.map(({ jobId, boards, owner, keepaliveHost, isHidden }, index): TableCell[] => [
    [jobStyle(jobId), keyOf(index)],
    jobId,
    boards?.length ?? 0,
    isHidden
      ? "<Hidden>"
      : escapeText(`${owner ?? "None"}${keepaliveHost === null ? "" : ` ${keepaliveHost}`}`),
  ]);
  return renderTable([headings(HEADINGS), ...rows], paint);
}

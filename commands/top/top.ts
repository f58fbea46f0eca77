import type { JobSummary, MachineSummary } from "../../lib/protocol/messages.ts";
import { jobStyle } from "../../lib/render/styles.ts";
import type { TableCell } from "../../lib/render/table.ts";
import { queuePlaces } from "../views/job_json.ts";
import { jobList } from "../views/job_list.ts";
import { machineLine, plural } from "../views/machine_line.ts";
import { drawMachine } from "../views/machine_map.ts";
import { MARK } from "../views/map_legend.ts";
import { machineNamed, type MachineUsage, usageOf } from "../views/usage.ts";
import { mayServe } from "../../lib/offers/may_serve.ts";
import type { Key, KeyHelp } from "../watch/keys.ts";
import type { Look, Watched } from "../watch/subject.ts";
import { Selection, sharePanes, windowAround } from "./panes.ts";
import { type DestroyOptions, Question } from "./question.ts";

/** Lines of jobs beside a full map, if there are as many. */
const JOBS_BESIDE_MAP = 6;

/** All values on the screen. */
export interface Everything {
  machines: readonly MachineSummary[];
  usages: readonly MachineUsage[];
  /** Listed jobs. */
  jobs: readonly JobSummary[];
  /** Places of queued jobs. */
  places: ReadonlyMap<number, number>;
}

/** Options of {@linkcode Top}. */
export interface TopOptions extends DestroyOptions {
  /** Name of the only machine; `null` for all. */
  machine: string | null;
}

/** A list of jobs, and a map of the selected one's machine. */
export class Top implements Watched<Everything> {
  readonly keys: readonly KeyHelp[] = [
    ["Up, Down, k, j", "choose a job, whose boards are marked on the map"],
    ["Home, End, g, G", "choose the first or the last job"],
    ["Left, Right", "show another machine"],
    ["Page Up, Page Down, b, Space", "scroll the map"],
    ["d", "destroy the chosen job, if it is yours: asks first"],
    [`${MARK} on the map`, "boards of the chosen job"],
  ];
  readonly #machine: string | null;
  readonly #selection = new Selection();
  readonly #question: Question;
  /** First visible job of the list. */
  #topJob = 0;
  /** First visible line of the map; `null` for one with boards of the selected job. */
  #topLine: number | null = null;
  #shownLine = 0;
  #page = 1;
  /** Machine that was selected with keys. */
  #shownMachine: string | null = null;

  constructor({ machine, ...options }: TopOptions) {
    this.#machine = machine;
    this.#question = new Question(options);
  }

  subscribe: Watched<Everything>["subscribe"] = async (client) => {
    await client.notifyMachine();
    await client.notifyJob();
  };

  read: Watched<Everything>["read"] = async (client) => {
    const machines = await client.listMachines();
    const all = await client.listJobs();
    const only = this.#machine;
    const shown = only === null ? machines : [machineNamed(only, machines)];
    const jobs = only === null ? all : all.filter((job) =>
      job.machineName === only ||
      (job.machineName === null && shown.some((machine) => mayServe(machine, job)))
    );
    return { machines: shown, usages: usageOf(shown, all), jobs, places: queuePlaces(all) };
  };

  press(key: Key, value: Everything, repaint: () => void): boolean {
    if (this.#question.isOpen) {
      this.#question.answer(key, repaint);
      return true;
    }
    const ids = value.jobs.map(({ jobId }) => jobId);
    if (key === "d") this.#question.ask(this.#chosen(value));
    else if (key === "left" || key === "right") this.#turn(key === "left" ? -1 : 1, value);
    else if (key === "pageDown" || key === " ") this.#topLine = this.#shownLine + this.#page;
    else if (key === "pageUp" || key === "b") this.#topLine = this.#shownLine - this.#page;
    else if (this.#selection.press(key, ids)) {
      this.#shownMachine = null;
      this.#topLine = null;
    } else return false;
    if (key !== "d") this.#question.clear();
    return true;
  }

  text: Watched<Everything>["text"] = (value, look) => {
    const header = summaryOf(value);
    const { jobs, places } = value;
    if (!look.isLive) {
      return [look.paint("bright", header), "", jobList(jobs, { places, look })].join("\n");
    }
    this.#question.forgetOver(jobs);
    return this.#fit(value, look, header).join("\n");
  };

  /** Fits jobs and lines of the map to the screen, around the selected job. */
  #fit(value: Everything, look: Look, header: string): string[] {
    const { jobs, places } = value;
    const { note } = this.#question;
    const chosen = this.#chosen(value);
    const usage = this.#usageOf(chosen, value);
    // Beside the parts that share the rest: header, headings, a line about the machine.
    const room = Math.max(1, (look.rows ?? Infinity) - 4 - (note ? 1 : 0));
    // A full map is not worth it where it hides most of the jobs.
    const rows = room - Math.min(jobs.length, JOBS_BESIDE_MAP);
    const map = usage && drawMachine(usage, { ...look, rows }, { marked: chosen?.jobId ?? null });
    const mapLines = map?.text.split("\n") ?? [];
    const marks = new Map<number, TableCell>([
      ...usage?.jobs.map(({ jobId }, at) =>
        [jobId, [jobStyle(jobId), map?.keyOf(at) ?? ""]] as const
      ) ?? [],
      ...chosen ? [[chosen.jobId, ["marked", ">"]] as const] : [],
    ]);
    const [headings = "", ...jobLines] = jobList(jobs, { places, look, marks }).split("\n");
    const panes = sharePanes({ jobs: jobLines.length, map: mapLines.length }, room);
    const shownJobs = this.#jobWindow(jobLines, panes.jobs);
    const shownMap = this.#mapWindow(mapLines, panes.map);
    const jobsCut = cutText("jobs", { from: this.#topJob, shown: shownJobs, all: jobLines });
    const mapCut = cutText("lines", { from: this.#shownLine, shown: shownMap, all: mapLines });
    return [
      look.paint("bright", jobsCut === "" ? header : `${header}; ${jobsCut}`),
      headings,
      ...shownJobs,
      "",
      ...(usage ? [look.paint("bright", machineLine(usage, mapCut))] : []),
      ...shownMap,
      ...(note ? [look.paint(note.style, note.text)] : []),
    ];
  }

  #jobWindow(jobs: string[], lines: number): string[] {
    const from = this.#topJob;
    const { length } = jobs;
    this.#topJob = windowAround(this.#selection.position, { from, lines, length });
    return jobs.slice(this.#topJob, this.#topJob + lines);
  }

  #mapWindow(map: string[], lines: number): string[] {
    const marked = map.findIndex((line) => line.includes(MARK));
    // Half of the lines before it show where on the machine it is.
    const wanted = this.#topLine ?? marked - Math.floor(lines / 2);
    this.#shownLine = Math.max(0, Math.min(wanted, map.length - lines));
    this.#page = Math.max(1, lines - 1);
    return map.slice(this.#shownLine, this.#shownLine + lines);
  }

  #chosen({ jobs }: Everything): JobSummary | null {
    const id = this.#selection.among(jobs.map(({ jobId }) => jobId));
    return jobs.find(({ jobId }) => jobId === id) ?? null;
  }

  /** Returns the machine to show: the selected one, the selected job's, or the first it may get. */
  #usageOf(chosen: JobSummary | null, { usages }: Everything): MachineUsage | null {
    const named = (name: string | null): MachineUsage | undefined =>
      usages.find(({ machine }) => machine.name === name);
    const queued = chosen && usages.find(({ machine }) => mayServe(machine, chosen));
    return named(this.#shownMachine) ?? named(chosen?.machineName ?? null) ?? queued ??
      usages[0] ?? null;
  }

  #turn(steps: number, value: Everything): void {
    const { usages } = value;
    const now = this.#usageOf(this.#chosen(value), value);
    const at = usages.findIndex((usage) => usage === now);
    this.#shownMachine = usages.at((at + steps) % usages.length)?.machine.name ?? null;
    this.#topLine = null;
  }
}

/** Says which part of a pane is shown; nothing if it is all there. */
function cutText(
  things: string,
  { from, shown, all }: { from: number; shown: readonly string[]; all: readonly string[] },
): string {
  if (shown.length === all.length) return "";
  return shown.length === 0
    ? `no ${things} shown of ${all.length}`
    : `${things} ${from + 1} to ${from + shown.length} of ${all.length} shown`;
}

/** Counts jobs and machines. */
function summaryOf({ machines, jobs, places }: Everything): string {
  const queued = jobs.filter(({ jobId }) => places.has(jobId)).length;
  return `${plural(jobs.length, "job")}, ${queued} queued, on ${
    plural(machines.length, "machine")
  }`;
}

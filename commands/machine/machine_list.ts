import { JobState } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { headings, renderTable, type TableCell } from "../../lib/render/table.ts";
import type { Subject } from "../watch/subject.ts";
import { NOT_TOLD } from "../views/machine_line.ts";
import { machineAsJson, type MachineUsage, usageOf } from "../views/usage.ts";

/** Columns: their headings for people, and for scripts as the Python client prints them. */
const COLUMNS: readonly {
  heading: string;
  /** `null` for a column that the Python client does not have. */
  forScripts: string | null;
  cell: (usage: MachineUsage) => TableCell;
}[] = [
  { heading: "Name", forScripts: "Name", cell: ({ machine }) => escapeText(machine.name) },
  { heading: "Boards", forScripts: "Num boards", cell: ({ numBoards }) => numBoards },
  { heading: "In use", forScripts: "In-use", cell: ({ inUse }) => inUse ?? NOT_TOLD },
  { heading: "Free", forScripts: null, cell: ({ free }) => free ?? NOT_TOLD },
  { heading: "Dead", forScripts: null, cell: ({ machine }) => machine.deadBoards.length },
  { heading: "Dead links", forScripts: null, cell: ({ machine }) => machine.deadLinks.length },
  { heading: "Jobs", forScripts: "Jobs", cell: ({ jobs }) => jobs.length },
  { heading: "Queued", forScripts: null, cell: ({ queued }) => queued.length },
  {
    heading: "Tags",
    forScripts: "Tags",
    cell: ({ machine }) => escapeText(machine.tags.join(", ")),
  },
];

/** All machines of a server, and the number of jobs that wait for boards of any of them. */
interface Machines {
  usages: MachineUsage[];
  queueLength: number;
}

/** All machines of a server, and their usage. */
export class MachineList implements Subject<Machines> {
  subscribe: Subject<Machines>["subscribe"] = async (client) => {
    await client.notifyMachine();
    // A job that is queued changes no machine.
    await client.notifyJob();
  };

  read: Subject<Machines>["read"] = async (client) => {
    const machines = await client.listMachines();
    const jobs = await client.listJobs();
    const queued = jobs.filter(({ state }) => state === JobState.queued);
    return { usages: usageOf(machines, jobs), queueLength: queued.length };
  };

  text: Subject<Machines>["text"] = ({ usages, queueLength }, { paint, columns }) => {
    const isForPeople = columns !== null;
    const shown = isForPeople ? COLUMNS : COLUMNS.filter(({ forScripts }) => forScripts !== null);
    const names = shown.map(({ heading, forScripts }) => isForPeople ? heading : forScripts ?? "");
    const rows = usages.map((usage) => shown.map(({ cell }) => cell(usage)));
    const table = renderTable([headings(names), ...rows], paint);
    if (!isForPeople || queueLength === 0) return table;
    return `${table}\n\n${queueLength === 1 ? "1 job is" : `${queueLength} jobs are`} queued.`;
  };

  json: Subject<Machines>["json"] = ({ usages, queueLength }) => ({
    schema: 1,
    queue_length: queueLength,
    machines: usages.map(machineAsJson),
  });
}

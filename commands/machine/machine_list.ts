import { JobState } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import type { Subject } from "../watch/subject.ts";
import { NOT_TOLD } from "../views/machine_line.ts";
import { machineAsJson, type MachineUsage, usageOf } from "../views/usage.ts";

const HEADINGS = ["Name", "Num boards", "In-use", "Jobs", "Tags"];
const HEADINGS_FOR_PEOPLE = [
  "Name",
  "Boards",
  "In use",
  "Free",
  "Dead",
  "Dead links",
  "Jobs",
  "Queued",
  "Tags",
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
    // Scripts read the table as the Python client prints it.
    const isForPeople = columns !== null;
    const headings = isForPeople ? HEADINGS_FOR_PEOPLE : HEADINGS;
    const row = isForPeople ? rowForPeople : rowForScripts;
    const table = renderTable(
      [headings.map((heading): TableCell => ["heading", heading]), ...usages.map(row)],
      paint,
    );
    if (!isForPeople || queueLength === 0) return table;
    return `${table}\n\n${queueLength === 1 ? "1 job is" : `${queueLength} jobs are`} queued.`;
  };

  json: Subject<Machines>["json"] = ({ usages, queueLength }) => ({
    schema: 1,
    queue_length: queueLength,
    machines: usages.map(machineAsJson),
  });
}

function rowForScripts({ machine, numBoards, inUse, jobs }: MachineUsage): TableCell[] {
  return [
    escapeText(machine.name),
    numBoards,
    inUse ?? NOT_TOLD,
    jobs.length,
    escapeText(machine.tags.join(", ")),
  ];
}

function rowForPeople(usage: MachineUsage): TableCell[] {
  const { machine, numBoards, inUse, free, jobs, queued } = usage;
  return [
    escapeText(machine.name),
    numBoards,
    inUse ?? NOT_TOLD,
    free ?? NOT_TOLD,
    machine.deadBoards.length,
    machine.deadLinks.length,
    jobs.length,
    queued.length,
    escapeText(machine.tags.join(", ")),
  ];
}

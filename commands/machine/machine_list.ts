import { escapeText } from "../../lib/render/escape.ts";
import { renderTable, type TableCell } from "../../lib/render/table.ts";
import type { Subject } from "../watch/subject.ts";
import { machineAsJson, type MachineUsage, usageOf } from "../views/usage.ts";

const HEADINGS = ["Name", "Num boards", "In-use", "Jobs", "Tags"];

/** All machines of a server, and how busy they are. */
export class MachineList implements Subject<MachineUsage[]> {
  subscribe: Subject<MachineUsage[]>["subscribe"] = (client) => client.notifyMachine();

  read: Subject<MachineUsage[]>["read"] = async (client) =>
    usageOf(await client.listMachines(), await client.listJobs());

  text: Subject<MachineUsage[]>["text"] = (usages, { paint }) => {
    const headings = HEADINGS.map((heading): TableCell => ["heading", heading]);
    const rows = usages.map(({ machine, numBoards, inUse, jobs }): TableCell[] => [
      escapeText(machine.name),
      numBoards,
      inUse,
      jobs.length,
      escapeText(machine.tags.join(", ")),
    ]);
    return renderTable([headings, ...rows], paint);
  };

  json: Subject<MachineUsage[]>["json"] = (usages) => ({
    schema: 1,
    machines: usages.map(machineAsJson),
  });
}

import type { CallOptions } from "../protocol/connection.ts";
import type { MachineSummary } from "../protocol/messages.ts";
import { type MachineDetails, machineList } from "./places.ts";
import type { ApiTalk } from "./talk.ts";

/** Lists all machines, in the order in which they are filled. */
export async function readMachines(
  talk: ApiTalk,
  options?: CallOptions,
): Promise<MachineSummary[]> {
  const machines = await talk.ask("list_machines", { path: "machines" }, machineList, options);
  return machines.map(summaryOf);
}

function summaryOf({ name, tags, width, height, ...dead }: MachineDetails): MachineSummary {
  return {
    name,
    tags,
    width,
    height,
    deadBoards: dead.deadBoards.map(({ board }) => board),
    deadLinks: dead.deadLinks.flat(),
  };
}

import type { CallOptions } from "../protocol/connection.ts";
import type { MachineSummary } from "../protocol/messages.ts";
import { MissingBoards } from "../protocol/servers/missing_boards.ts";
import { Budget } from "./at_once.ts";
import type { MachineBoards } from "./machine_boards.ts";
import { type MachineDetails, machineList } from "./places.ts";
import type { ApiTalk } from "./talk.ts";

/** Maximum requests for one list, beside that for the list itself. */
const MOST_REQUESTS = 40;

/** Reads the machines of a server. */
export class MachineList {
  readonly #talk: ApiTalk;
  readonly #boards: MachineBoards;
  readonly #missing = new MissingBoards();

  /** Creates a list that finds positions without a board with `boards`. */
  constructor(talk: ApiTalk, boards: MachineBoards) {
    this.#talk = talk;
    this.#boards = boards;
  }

  /**
   * Lists all machines, in the order in which they are filled.
   *
   * Positions without a board, which no list of the API has, are among the dead boards where the
   * page of the machine can be read, or it has at most 24 boards. Elsewhere they look like boards
   * that work.
   */
  read(options?: CallOptions): Promise<MachineSummary[]> {
    return this.#talk.together("list_machines", options, async (options) => {
      const machines = await readMachines(this.#talk, options);
      const budget = new Budget(MOST_REQUESTS);
      const read: MachineSummary[] = [];
      for (const machine of machines) {
        const missing = await this.#missing.of(machine, async (machine) => {
          const look = await this.#boards.look(machine, { ...options, budget });
          return look?.missing ?? null;
        });
        read.push({ ...machine, deadBoards: [...machine.deadBoards, ...missing] });
      }
      return read;
    });
  }
}

/** Lists all machines without what only their pages tell. */
export async function readMachines(
  talk: ApiTalk,
  options?: CallOptions,
): Promise<MachineSummary[]> {
  const machines = await talk.ask("list_machines", { path: "machines" }, machineList, options);
  return machines.map(summaryOf);
}

/**
 * Returns a machine with its dead links as other kinds of servers list them: named from both ends,
 * and without those of dead boards, which the boards stand for.
 */
function summaryOf({ name, tags, width, height, ...dead }: MachineDetails): MachineSummary {
  const deadBoards = new Set(dead.deadBoards.map(({ board }) => String(board)));
  const deadLinks = dead.deadLinks.filter((ends) =>
    !ends.some(([x, y, z]) => deadBoards.has(String([x, y, z])))
  );
  return {
    name,
    tags,
    width,
    height,
    deadBoards: dead.deadBoards.map(({ board }) => board),
    deadLinks: deadLinks.flat(),
  };
}

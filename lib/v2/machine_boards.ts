import type { BoardCoordinate } from "../machine/coordinates.ts";
import type { CallOptions } from "../protocol/connection.ts";
import { isSmall, type ListedMachine, positionsOf } from "../protocol/servers/missing_boards.ts";
import { nullable } from "../protocol/shape.ts";
import { askForEach, type Budget } from "./at_once.ts";
import { readMachinePage } from "./pages/machine_page.ts";
import type { Pages } from "./pages/pages.ts";
import { placeDescription } from "./places.ts";
import { unlessNotThere } from "./refusals.ts";
import type { ApiTalk } from "./talk.ts";

/** Seconds for which a look at a machine counts as new. */
const FRESH_SECONDS = 0.5;

/** What is on a machine. */
export interface MachineLook {
  /** Boards of jobs, by the ids of the jobs. */
  jobs: ReadonlyMap<number, BoardCoordinate[]>;
  /** Positions without a board. */
  missing: BoardCoordinate[];
}

/** Ways of a look: some may be barred. */
interface LookOptions extends CallOptions {
  /** Requests that may be sent. */
  budget: Budget;
}

/**
 * Looks at the boards of machines, of which the API only tells those that are out of service: at
 * the machine's page or, without one, at board after board of a small machine.
 */
export class MachineBoards {
  readonly #talk: ApiTalk;
  readonly #pages: Pages;
  readonly #looks = new Map<string, { at: number; look: MachineLook }>();

  /** Creates what looks at the machines of a server. */
  constructor(talk: ApiTalk, pages: Pages) {
    this.#talk = talk;
    this.#pages = pages;
  }

  /** Looks at a machine; `null` if there is no way to do that. */
  async look(machine: ListedMachine, options: LookOptions): Promise<MachineLook | null> {
    const { clock } = this.#talk;
    const last = this.#looks.get(machine.name);
    if (last && clock.now() - last.at <= FRESH_SECONDS) return last.look;
    const look = await this.#lookAtPage(machine, options) ??
      await this.#lookAtBoards(machine, options);
    if (look) this.#looks.set(machine.name, { at: clock.now(), look });
    return look;
  }

  async #lookAtPage(machine: ListedMachine, options: LookOptions): Promise<MachineLook | null> {
    const { budget, signal } = options;
    const { name } = machine;
    if (!this.#pages.isWorthAsking("machine_info") || !budget.take()) return null;
    const page = await this.#pages.read("machine_info", readMachinePage, {
      name,
      ...signal && { signal },
    });
    if (!page) return null;
    const there = new Set([...page.live, ...page.dead].map(String));
    const missing = positionsOf(machine).filter((board) => !there.has(String(board)));
    return { jobs: page.jobs, missing };
  }

  async #lookAtBoards(machine: ListedMachine, options: LookOptions): Promise<MachineLook | null> {
    const { budget, ...until } = options;
    if (!isSmall(machine)) return null;
    const dead = new Set(machine.deadBoards.map(String));
    const boards = positionsOf(machine).filter((board) => !dead.has(String(board)));
    if (!budget.take(boards.length)) return null;
    const path = `machines/${encodeURIComponent(machine.name)}/logical-board`;
    const places = await askForEach(boards, ([x, y, z]) => {
      const request = { path, query: { x, y, z } };
      return unlessNotThere(
        this.#talk.ask("where_is", request, nullable(placeDescription), until),
        null,
      );
    });
    const jobs = new Map<number, BoardCoordinate[]>();
    const missing: BoardCoordinate[] = [];
    for (const [at, board] of boards.entries()) {
      const place = places[at];
      if (!place) missing.push(board);
      else if (place.jobId !== null) {
        jobs.set(place.jobId, [...jobs.get(place.jobId) ?? [], board]);
      }
    }
    return { jobs, missing };
  }
}

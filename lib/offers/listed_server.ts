import { BOARDS_PER_TRIAD } from "../machine/coordinates.ts";
import { countBoards } from "../machine/extent.ts";
import type { JobSummary, MachineSummary } from "../protocol/messages.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";
import { type Asked, askedBy, boardsOf, conditionsIn } from "./asked.ts";
import { Floor } from "./floor.ts";
import { Ground, sizesFor } from "./ground.ts";
import { mayServe } from "./may_serve.ts";
import { isWithin } from "./region.ts";

/** Maximum boards of a machine that is looked at; no real one has as many. */
const MOST_BOARDS = 20_000;

/** Sizes in which a Java server looks for boards, whatever is asked for. */
const ANY_SIZE = { kind: "java", minRatio: 0, requireTorus: false } as const;

/** A request as its server reads it. */
export interface ReadRequest {
  readonly asked: Asked;
  /** Conditions: the arguments of `create_job` by name. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** The machines of a server, and to which of them it sends which request. */
export class ListedServer {
  readonly kind: ServerKind;
  /** Machines, in the order in which the server tries them. */
  readonly #machines: readonly MachineSummary[];
  readonly #floors = new Map<string, Floor>();
  readonly #empty = new Map<string, Ground>();

  /** Creates the server from its list of machines. */
  constructor(machines: readonly MachineSummary[], kind: ServerKind) {
    this.kind = kind;
    const known = machines.filter(({ width, height }) =>
      width * height * BOARDS_PER_TRIAD <= MOST_BOARDS
    );
    this.#machines = kind === "python"
      ? known
      : known.toSorted((one, other) => one.name < other.name ? -1 : 1);
  }

  /** Lists the machines that a request may have, by its machine or tags. */
  machinesFor(request: Pick<ReadRequest, "kwargs">): MachineSummary[] {
    return this.#machines.filter((machine) => mayServe(machine, request, this.kind));
  }

  /** Returns the boards and links of a machine. */
  floor(machine: MachineSummary): Floor {
    return getOrAdd(this.#floors, machine.name, () => new Floor(machine));
  }

  /**
   * Lists the machines at which a request would wait, the one to be tried first in front: on a
   * Python server all that could ever serve it, on a Java server the first of these. `null` if a
   * Java server would accept it and never serve it.
   */
  queuesFor({ asked, kwargs }: ReadRequest): MachineSummary[] | null {
    const machines = this.machinesFor({ kwargs });
    const couldServe = (machine: MachineSummary): boolean =>
      getOrAdd(this.#empty, machine.name, () => new Ground(this.floor(machine), this))
        .grants(asked, conditionsIn(kwargs, this.kind));
    if (this.kind === "python") return machines.filter(couldServe);
    for (const machine of machines) {
      if (isTooLarge(asked, this.floor(machine))) continue;
      if (isStalling(asked, machine)) return null;
      // Of a number of boards it does not look where they are.
      if (asked.kind === "number" || couldServe(machine)) return [machine];
    }
    return [];
  }

  /** Whether a job, which waits, may wait at a machine. */
  mayWaitAt({ name }: MachineSummary, { isHidden, args, kwargs }: JobSummary): boolean {
    const asked = isHidden ? null : askedBy(args);
    const queues = asked && this.queuesFor({ asked, kwargs });
    return !queues || queues.some((machine) => machine.name === name);
  }
}

/** Whether a Java server sees at first sight that a machine has too few boards. */
function isTooLarge(asked: Asked, floor: Floor): boolean {
  // It compares the triads of a rectangle with the boards of the machine.
  return asked.kind === "rectangle"
    ? asked.size.width * asked.size.height > countBoards(floor)
    : boardsOf(asked) > floor.working;
}

/** Whether a Java server would look for boards on a machine for ever. */
function isStalling(asked: Asked, machine: MachineSummary): boolean {
  if (asked.kind === "rectangle") return !isWithin(asked.size, machine);
  return asked.kind === "number" && sizesFor(asked.boards, machine, ANY_SIZE).length === 0;
}

function getOrAdd<T>(map: Map<string, T>, key: string, create: () => T): T {
  const found = map.get(key) ?? create();
  map.set(key, found);
  return found;
}

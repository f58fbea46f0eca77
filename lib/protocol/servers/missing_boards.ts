import type { BoardCoordinate, TriadSize } from "../../machine/coordinates.ts";
import { BOARDS_PER_TRIAD } from "../../machine/coordinates.ts";
import { countBoards } from "../../machine/extent.ts";

/** Maximum boards of a machine whose positions are read one by one: those of a frame. */
const MOST_PLACES = 24;

/** A machine in a list that does not tell where it has no boards. */
export interface ListedMachine extends TriadSize {
  readonly name: string;
  readonly deadBoards: readonly BoardCoordinate[];
}

/**
 * Positions without a board, which no list of a Java server names. They never change, so they are
 * looked for once for each machine.
 */
export class MissingBoards {
  readonly #known = new Map<string, BoardCoordinate[]>();

  /**
   * Lists a machine's positions without a board. The first time they come from `find`, which gives
   * `null` where it can't tell; then there are none, and it is asked again the next time.
   */
  async of<M extends ListedMachine>(
    machine: M,
    find: (machine: M) => Promise<readonly BoardCoordinate[] | null>,
  ): Promise<BoardCoordinate[]> {
    const { name, width, height, deadBoards } = machine;
    const key = JSON.stringify([name, width, height]);
    const known = this.#known.get(key) ?? await find(machine);
    if (!known) return [];
    this.#known.set(key, [...known]);
    const dead = new Set(deadBoards.map(String));
    return known.filter((board) => !dead.has(String(board)));
  }
}

/** Lists the positions of a machine's boards, in or out of service, there or not. */
export function positionsOf({ width, height }: TriadSize): BoardCoordinate[] {
  const positions: BoardCoordinate[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      for (let z = 0; z < BOARDS_PER_TRIAD; z++) positions.push([x, y, z]);
    }
  }
  return positions;
}

/** Whether a machine is small enough to ask for its boards one by one. */
export function isSmall(machine: TriadSize): boolean {
  return countBoards(machine) <= MOST_PLACES;
}

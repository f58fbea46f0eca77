import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  isBoardOf,
  type TriadSize,
} from "../machine/coordinates.ts";
import { countBoards } from "../machine/extent.ts";
import { rectangleFor, squareFor, turn } from "../machine/rectangle.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";
import { AreaCount } from "./area_count.ts";
import { type Asked, boardsOf, type Conditions } from "./asked.ts";
import { cornersFor, type Cuts } from "./cuts.ts";
import type { Floor, Needs } from "./floor.ts";
import { isSameSize, isWithin } from "./region.ts";

/** A rectangle to look for, how many boards it should have, and what else it must offer. */
interface Search {
  readonly size: TriadSize;
  readonly expected: number;
  readonly conditions: Conditions;
}

/** A machine with the triads that are taken, as a server sees them when it looks for boards. */
export class Ground {
  readonly #floor: Floor;
  readonly #kind: ServerKind;
  readonly #taken: AreaCount;
  readonly #isTaken: Uint8Array;
  /** Free boards of triads that are kept for single boards. */
  readonly #singles: readonly BoardCoordinate[];
  /** Rectangles into which the server has cut the machine; `null` if unknown. */
  readonly #cuts: Cuts | null;

  /** Creates the ground of a machine from its taken triads, counted up the columns. */
  constructor(
    floor: Floor,
    { kind, taken = new Set(), singles = [], cuts = null }: {
      kind: ServerKind;
      taken?: ReadonlySet<number>;
      singles?: readonly BoardCoordinate[];
      cuts?: Cuts | null;
    },
  ) {
    this.#floor = floor;
    this.#kind = kind;
    this.#taken = new AreaCount(floor);
    this.#isTaken = new Uint8Array(floor.width * floor.height);
    for (const triad of taken) {
      this.#taken.add(triad);
      this.#isTaken[triad] = 1;
    }
    this.#taken.sum();
    this.#singles = singles;
    this.#cuts = cuts;
  }

  /**
   * Whether boards that are free would be granted at once even by a Python server that has cut the
   * machine into rectangles.
   */
  isInOnePiece(asked: Asked, conditions: Conditions): boolean {
    if (this.#kind !== "python" || asked.kind === "any board" || asked.kind === "board") {
      return true;
    }
    const { requireTorus, minRatio } = conditions;
    const expected = boardsOf(asked);
    const triads = Math.ceil(expected / BOARDS_PER_TRIAD);
    const needs = needsOf(expected, conditions);
    return this.#cuts?.free().some((piece) => {
      if (requireTorus && !isSameSize(piece, this.#floor)) return false;
      const size = asked.kind === "rectangle" ? asked.size : rectangleFor(triads, piece, minRatio);
      return size !== undefined &&
        cornersFor(size, piece).some((region) => this.#floor.meets(region, needs));
    }) ?? false;
  }

  /** Whether the server would grant boards at once. */
  grants(asked: Asked, conditions: Conditions): boolean {
    switch (asked.kind) {
      case "any board":
        return this.#grantsAnyBoard();
      case "board":
        return this.#grantsBoard(asked.board);
      case "rectangle": {
        const { size } = asked;
        return this.#grantsRectangle({ size, expected: countBoards(size), conditions });
      }
      case "number": {
        const { boards: expected } = asked;
        // A Java server looks at how many work first, however many may be dead.
        if (this.#kind !== "python" && expected > this.#floor.working) return false;
        return this.#sizesFor(expected, conditions)
          .some((size) => this.#grantsRectangle({ size, expected, conditions }));
      }
    }
  }

  /** Returns the rectangles in which the server looks for a number of boards. */
  #sizesFor(boards: number, { minRatio, requireTorus }: Conditions): TriadSize[] {
    return sizesFor(boards, this.#floor, { kind: this.#kind, minRatio, requireTorus });
  }

  #grantsRectangle({ size, expected, conditions }: Search): boolean {
    const { width, height } = this.#floor;
    if (!isWithin(size, this.#floor)) return false;
    if (conditions.requireTorus && !isSameSize(size, this.#floor)) return false;
    const needs = needsOf(expected, conditions);
    for (let x = 0; x + size.width <= width; x++) {
      for (let y = 0; y + size.height <= height; y++) {
        const region = { x, y, ...size };
        if (this.#taken.in(region) === 0 && this.#floor.meets(region, needs)) return true;
      }
    }
    return false;
  }

  #grantsAnyBoard(): boolean {
    return this.#singles.length > 0 || this.#isTaken.some((isTaken, triad) => {
      const { height } = this.#floor;
      const [x, y] = [Math.floor(triad / height), triad % height];
      return !isTaken && [0, 1, 2].some((z) => this.#floor.isAlive([x, y, z]));
    });
  }

  #grantsBoard(board: BoardCoordinate): boolean {
    if (!isBoardOf(this.#floor, board) || !this.#floor.isAlive(board)) return false;
    const [x, y] = board;
    return !this.#isTaken[x * this.#floor.height + y] ||
      this.#singles.some((single) => String(single) === String(board));
  }
}

function needsOf(
  expected: number,
  { maxDeadBoards, maxDeadLinks, requireTorus }: Conditions,
): Needs {
  // Its boards begin with the bottom left one, which is all that they need without a limit.
  const least = maxDeadBoards === null ? 1 : expected - maxDeadBoards;
  return { least, maxDeadLinks, requireTorus };
}

/**
 * Returns the rectangles in which a server looks for a number of boards on a machine: none if it
 * would look for ever, or not at all.
 */
export function sizesFor(
  boards: number,
  machine: TriadSize,
  { kind, minRatio, requireTorus }:
    & { kind: ServerKind }
    & Pick<
      Conditions,
      "minRatio" | "requireTorus"
    >,
): TriadSize[] {
  if (boards < 1) return [];
  if (kind !== "python") {
    const size = squareFor(boards, machine);
    return countBoards(size) < boards ? [] : [size];
  }
  const triads = Math.ceil(boards / BOARDS_PER_TRIAD);
  // A torus is the whole machine, and whoever wants it has to ask for no less.
  if (requireTorus && triads !== machine.width * machine.height) return [];
  const size = rectangleFor(triads, machine, minRatio);
  if (size === undefined) return [];
  return size.width === size.height ? [size] : [size, turn(size)];
}

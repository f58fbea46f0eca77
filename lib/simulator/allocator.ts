import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  countBoards,
  isBoardOf,
  type TriadSize,
  type Wrap,
} from "../machine/mod.ts";
import { rectangleFor, turn } from "../machine/rectangle.ts";
import { type Region, type Survey, survey } from "./region.ts";
import type { Demands, Request } from "./request.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";

/** Boards of a job. */
export interface Allocation {
  /** They all work, and can reach each other. */
  readonly boards: readonly BoardCoordinate[];
  /** On which axes they are connected around the machine. */
  readonly wrap: Wrap;
  /** The triads that are taken up, or the triad that the single board was taken from. */
  readonly region: Region;
  /** Whether it is a single board, whose triad may serve other jobs. */
  readonly single: boolean;
}

/** A rectangle to look for, how many boards it should have, and what else it must offer. */
interface Search {
  readonly shapes: readonly TriadSize[];
  readonly expected: number | undefined;
  readonly demands: Demands;
  /** The board at its bottom left, where only one will do. */
  readonly root?: BoardCoordinate | undefined;
}

/**
 * Hands out the boards of a machine: rectangles of triads first fit, column by
 * column from the bottom left; single boards from triads kept for them.
 */
export class Allocator {
  /** Machine whose boards are allocated. */
  readonly machine: SimulatedMachine;
  /** One entry per triad; 1 when it is taken, as a whole or for single boards. */
  readonly #taken: Uint8Array;
  /** Free boards of triads that are kept for single boards, by triad. */
  readonly #singles = new Map<number, number[]>();

  /** Creates an allocator with all boards free. */
  constructor(machine: SimulatedMachine) {
    this.machine = machine;
    this.#taken = new Uint8Array(machine.width * machine.height);
  }

  /** Whether the machine can serve a request when nobody else uses it. */
  isPossible(request: Request): boolean {
    return new Allocator(this.machine).allocate(request) !== undefined;
  }

  /** Allocates boards for a request; `undefined` if it can't be served now. */
  allocate(request: Request): Allocation | undefined {
    switch (request.kind) {
      case "any board":
        return this.#takeAnyBoard();
      case "board":
        return this.#takeBoard(request.board);
      default:
        return this.#takeRectangle(this.#search(request));
    }
  }

  /** Frees boards. */
  release({ boards, region, single }: Allocation): void {
    if (!single) {
      this.#mark(region, 0);
      return;
    }
    const triad = this.#triad(region.x, region.y);
    const free = [...this.#singles.get(triad) ?? [], ...boards.map(([, , z]) => z)]
      .filter((z) => this.machine.isAlive([region.x, region.y, z])).sort();
    if (free.length < this.#aliveIn(region.x, region.y).length) {
      this.#singles.set(triad, free);
    } else {
      this.#singles.delete(triad);
      this.#mark(region, 0);
    }
  }

  #search(request: Request & { kind: "boards" | "rectangle" }): Search {
    const { demands } = request;
    if (request.kind === "rectangle") {
      return { shapes: [request.size], expected: request.count, demands, root: request.root };
    }
    const triads = Math.ceil(request.count / BOARDS_PER_TRIAD);
    // A torus is the whole machine, and whoever wants it has to ask for no less.
    const tooFew = demands.requireTorus && triads !== this.machine.width * this.machine.height;
    const shape = triads > 0 && !tooFew
      ? rectangleFor(triads, this.machine, request.minRatio)
      : undefined;
    if (shape === undefined) return { shapes: [], expected: undefined, demands };
    const shapes = shape.width === shape.height ? [shape] : [shape, turn(shape)];
    return { shapes, expected: request.count, demands };
  }

  #takeRectangle({ shapes, expected, demands, root }: Search): Allocation | undefined {
    for (const shape of shapes) {
      if (demands.requireTorus && !sameSize(shape, this.machine)) continue;
      for (const region of this.#freeRegions(shape)) {
        if (root && String(root) !== String([region.x, region.y, 0])) continue;
        const found = survey(this.machine, region);
        if (!satisfies(found, expected ?? countBoards(shape), demands)) continue;
        this.#mark(region, 1);
        return { boards: found.boards, wrap: found.wrap, region, single: false };
      }
    }
    return undefined;
  }

  #takeAnyBoard(): Allocation | undefined {
    const { height } = this.machine;
    for (const [triad, kept] of this.#singles) {
      const [x, y] = [Math.floor(triad / height), triad % height];
      // A board may have been taken out of service since.
      const z = kept.find((z) => this.machine.isAlive([x, y, z]));
      if (z !== undefined) return this.#takeBoard([x, y, z]);
    }
    for (const { x, y } of this.#freeRegions({ width: 1, height: 1 })) {
      const [z] = this.#aliveIn(x, y);
      if (z !== undefined) return this.#takeBoard([x, y, z]);
    }
    return undefined;
  }

  #takeBoard(board: BoardCoordinate): Allocation | undefined {
    if (!isBoardOf(this.machine, board)) return undefined;
    const [x, y, z] = board;
    const triad = this.#triad(x, y);
    const free = this.#taken[triad] ? this.#singles.get(triad) ?? [] : this.#aliveIn(x, y);
    if (!free.includes(z) || !this.machine.isAlive(board)) return undefined;
    const region = { x, y, width: 1, height: 1 };
    const left = free.filter((other) => other !== z);
    if (left.length > 0) this.#singles.set(triad, left);
    else this.#singles.delete(triad);
    this.#mark(region, 1);
    return { boards: [board], wrap: { x: false, y: false }, region, single: true };
  }

  /** Yields the positions of a rectangle of this size where all triads are free. */
  *#freeRegions({ width, height }: TriadSize): Generator<Region> {
    if (width < 1 || height < 1) return;
    for (let x = 0; x + width <= this.machine.width; x++) {
      for (let y = 0; y + height <= this.machine.height; y++) {
        const region = { x, y, width, height };
        if (this.#isFree(region)) yield region;
      }
    }
  }

  #isFree(region: Region): boolean {
    for (let x = region.x; x < region.x + region.width; x++) {
      const from = this.#triad(x, region.y);
      if (this.#taken.subarray(from, from + region.height).includes(1)) return false;
    }
    return true;
  }

  #mark(region: Region, taken: 0 | 1): void {
    for (let x = region.x; x < region.x + region.width; x++) {
      const from = this.#triad(x, region.y);
      this.#taken.fill(taken, from, from + region.height);
    }
  }

  #aliveIn(x: number, y: number): number[] {
    return [0, 1, 2].filter((z) => this.machine.isAlive([x, y, z]));
  }

  #triad(x: number, y: number): number {
    return x * this.machine.height + y;
  }
}

function satisfies(found: Survey, expected: number, demands: Demands): boolean {
  const { maxDeadBoards, maxDeadLinks, requireTorus } = demands;
  if (found.boards.length === 0) return false;
  if (maxDeadBoards !== null && expected - found.boards.length > maxDeadBoards) return false;
  if (requireTorus && !found.wrap.x && !found.wrap.y) return false;
  // Links around the machine are of use only to those who asked for a torus.
  const deadLinks = found.deadLinks + (requireTorus ? found.deadWrapLinks : 0);
  return maxDeadLinks === null || deadLinks <= maxDeadLinks;
}

function sameSize(one: TriadSize, other: TriadSize): boolean {
  return one.width === other.width && one.height === other.height;
}

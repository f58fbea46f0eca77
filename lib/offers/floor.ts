import { type BoardCoordinate, BOARDS_PER_TRIAD, isBoardOf } from "../machine/coordinates.ts";
import { followLink, isLink, LINKS } from "../machine/links.ts";
import { boardIndex } from "../machine/physical.ts";
import type { MachineSummary } from "../protocol/messages.ts";
import { AreaCount } from "./area_count.ts";
import type { Region } from "./region.ts";

/** Requirements of the boards of a region that can be reached from its bottom left one. */
export interface Needs {
  /** Minimum number of them. */
  readonly least: number;
  /** Maximum dead links between them; `null` for no limit. */
  readonly maxDeadLinks: number | null;
  /** Whether links between them must wrap around the machine, which then count if they are dead. */
  readonly requireTorus: boolean;
}

const LINKS_PER_BOARD = LINKS.length;

/**
 * The boards and links of a machine, and which of them work. Rectangles without anything dead are
 * judged in constant time, others by following their links.
 */
export class Floor {
  readonly width: number;
  readonly height: number;
  /** Number of working boards. */
  readonly working: number;
  /** Dead boards, and those that no link leads to, by triads. */
  readonly #lost: AreaCount;
  /** Dead links from boards that work, by the triads of these boards. */
  readonly #deadLinks: AreaCount;
  /** 1 for each board that works. */
  readonly #alive: Uint8Array;
  /** 1 for each board that works, but that no link leads to. */
  readonly #cutOff: Uint8Array;
  /** 1 for each link that is dead, by board, then by link. */
  readonly #dead: Uint8Array;
  /** Index of the neighbour on each link, with its axis if it wraps. */
  readonly #next: Int32Array;
  readonly #wraps: Uint8Array;
  /** Boards that were reached, in their order. */
  readonly #reached: Int32Array;
  /** Round in which a board was last reached. */
  readonly #seen: Uint32Array;
  /** Dead links that lead to a board, from boards that were reached before it, and in which round. */
  readonly #awaited: Uint8Array;
  readonly #awaitedIn: Uint32Array;
  #rounds = 0;

  constructor(machine: MachineSummary) {
    const { width, height } = machine;
    this.width = width;
    this.height = height;
    const boards = width * height * BOARDS_PER_TRIAD;
    this.#alive = new Uint8Array(boards).fill(1);
    this.#dead = new Uint8Array(boards * LINKS_PER_BOARD);
    this.#next = new Int32Array(boards * LINKS_PER_BOARD);
    this.#wraps = new Uint8Array(boards * LINKS_PER_BOARD);
    this.#cutOff = new Uint8Array(boards).fill(1);
    this.#reached = new Int32Array(boards);
    this.#seen = new Uint32Array(boards);
    this.#awaited = new Uint8Array(boards);
    this.#awaitedIn = new Uint32Array(boards);
    for (const board of machine.deadBoards) {
      if (isBoardOf(machine, board)) this.#alive[boardIndex(board, machine)] = 0;
    }
    for (const [x, y, z, link] of machine.deadLinks) {
      if (!isBoardOf(machine, [x, y, z]) || !isLink(link)) continue;
      this.#dead[boardIndex([x, y, z], machine) * LINKS_PER_BOARD + link] = 1;
    }
    this.working = this.#alive.reduce((sum, alive) => sum + alive, 0);
    for (let index = 0; index < boards; index++) this.#wire(this.#boardAt(index), index);
    this.#lost = new AreaCount(this);
    this.#deadLinks = new AreaCount(this);
    for (let index = 0; index < boards; index++) {
      const triad = Math.floor(index / BOARDS_PER_TRIAD);
      if (!this.#alive[index]) this.#cutOff[index] = 0;
      if (!this.#alive[index] || this.#cutOff[index]) this.#lost.add(triad);
      if (!this.#alive[index]) continue;
      const first = index * LINKS_PER_BOARD;
      for (const link of LINKS) if (this.#dead[first + link]) this.#deadLinks.add(triad);
    }
    this.#lost.sum();
    this.#deadLinks.sum();
  }

  /** Whether a board works. */
  isAlive(board: BoardCoordinate): boolean {
    return this.#alive[boardIndex(board, this)] === 1;
  }

  /** Counts the boards of a region that can be reached from its bottom left one. */
  countReachable(region: Region): number {
    const { boards } = this.#explore(region, { maxBoards: Infinity, maxDeadLinks: Infinity });
    return boards;
  }

  /** Whether a region has boards as they are needed. */
  meets(region: Region, { least, maxDeadLinks, requireTorus }: Needs): boolean {
    if (!this.isAlive([region.x, region.y, 0]) || this.#mostBoards(region) < least) return false;
    if (this.#isWhole(region)) return true;
    const found = this.#explore(region, {
      // Where only their number counts, there is no need to see them all.
      maxBoards: maxDeadLinks === null && !requireTorus ? least : Infinity,
      maxDeadLinks: maxDeadLinks ?? Infinity,
      countWrapping: requireTorus,
    });
    const isTorus = !requireTorus || found.wraps;
    return found.boards >= least && isTorus && found.deadLinks <= (maxDeadLinks ?? Infinity);
  }

  /** Returns the maximum number of boards that a region may have. */
  #mostBoards(region: Region): number {
    const { x, y, width, height } = region;
    // It needs no link that leads to the board where it begins.
    const root = this.#cutOff[boardIndex([x, y, 0], this)] ?? 0;
    return width * height * BOARDS_PER_TRIAD - this.#lost.in(region) + root;
  }

  /** Whether nothing in a region is dead. */
  #isWhole(region: Region): boolean {
    return this.#lost.in(region) === 0 && this.#deadLinks.in(region) === 0;
  }

  /** Follows links from the bottom left board of a region, until a maximum is reached. */
  #explore(
    region: Region,
    { maxBoards, maxDeadLinks, countWrapping = false }: {
      maxBoards: number;
      maxDeadLinks: number;
      countWrapping?: boolean;
    },
  ): { boards: number; deadLinks: number; wraps: boolean } {
    const round = ++this.#rounds;
    const found = { boards: 0, deadLinks: 0, wraps: false };
    const reach = (board: number): void => {
      this.#reached[found.boards++] = board;
      this.#seen[board] = round;
      if (this.#awaitedIn[board] === round) found.deadLinks += this.#awaited[board]!;
    };
    const start = boardIndex([region.x, region.y, 0], this);
    if (this.#alive[start]) reach(start);
    for (let at = 0; at < found.boards; at++) {
      if (found.boards >= maxBoards || found.deadLinks > maxDeadLinks) break;
      const first = this.#reached[at]! * LINKS_PER_BOARD;
      for (let link = first; link < first + LINKS_PER_BOARD; link++) {
        const next = this.#next[link]!;
        if (!this.#alive[next] || !this.#isIn(region, next)) continue;
        const wraps = this.#wraps[link] === 1;
        if (this.#dead[link]) {
          if (!wraps || countWrapping) this.#await(next, round, found);
          // A dead link counts too: it is the cabling that makes a torus.
          if (wraps && this.#seen[next] === round) found.wraps = true;
          continue;
        }
        found.wraps ||= wraps;
        if (this.#seen[next] !== round) reach(next);
      }
    }
    return found;
  }

  /** Counts a dead link to a board, or has it counted as soon as the board is reached. */
  #await(board: number, round: number, found: { deadLinks: number }): void {
    if (this.#seen[board] === round) found.deadLinks++;
    else {
      this.#awaited[board] = this.#awaitedIn[board] === round ? this.#awaited[board]! + 1 : 1;
      this.#awaitedIn[board] = round;
    }
  }

  #wire(board: BoardCoordinate, index: number): void {
    for (const link of LINKS) {
      const { board: next, wrapsX, wrapsY } = followLink(board, link, this);
      const at = index * LINKS_PER_BOARD + link;
      const to = boardIndex(next, this);
      this.#next[at] = to;
      this.#wraps[at] = wrapsX || wrapsY ? 1 : 0;
      if (to !== index && this.#alive[index] && !this.#dead[at]) this.#cutOff[to] = 0;
    }
  }

  #isIn({ x, y, width, height }: Region, index: number): boolean {
    const triad = (index / BOARDS_PER_TRIAD) | 0;
    const column = (triad / this.height) | 0;
    const row = triad - column * this.height;
    return column >= x && column < x + width && row >= y && row < y + height;
  }

  #boardAt(index: number): BoardCoordinate {
    const triad = Math.floor(index / BOARDS_PER_TRIAD);
    return [Math.floor(triad / this.height), triad % this.height, index % BOARDS_PER_TRIAD];
  }
}

import type { BoardCoordinate, TriadSize } from "../machine/mod.ts";

/** What a rectangle must offer besides its size. */
export interface Demands {
  /** How many boards may be dead or out of reach; `null` for any number. */
  readonly maxDeadBoards: number | null;
  /** How many links may be dead; `null` for any number. */
  readonly maxDeadLinks: number | null;
  /** Whether it must be connected around the machine's edges. */
  readonly requireTorus: boolean;
}

/** What a job asks for: any one board, a given one, so many, or a rectangle of triads. */
export type Request =
  | { readonly kind: "any board" }
  | { readonly kind: "board"; readonly board: BoardCoordinate }
  | {
    readonly kind: "boards";
    readonly count: number;
    readonly minRatio: number;
    readonly demands: Demands;
  }
  | {
    readonly kind: "rectangle";
    readonly size: TriadSize;
    readonly demands: Demands;
    /** How many of its boards are asked for; all of them when left out. */
    readonly count?: number;
    /** The board at its bottom left; any will do when left out. */
    readonly root?: BoardCoordinate;
  };

import type { BoardCoordinate, TriadSize } from "../machine/mod.ts";

/** Conditions on a rectangle besides its size. */
export interface Demands {
  /** Maximum boards that are dead or out of reach; `null` for no limit. */
  readonly maxDeadBoards: number | null;
  /** Maximum dead links; `null` for no limit. */
  readonly maxDeadLinks: number | null;
  /** Whether it must wrap around the machine's edges. */
  readonly requireTorus: boolean;
}

/** Requested boards: any one board, a given one, a number, or a rectangle of triads. */
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
    /** Number of its boards that are requested; all of them by default. */
    readonly count?: number;
    /** The board at its bottom left; any will do when left out. */
    readonly root?: BoardCoordinate;
  };

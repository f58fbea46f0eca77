import { type BoardCoordinate, countBoards, type TriadSize } from "../../machine/mod.ts";
import { squareFor } from "../../machine/rectangle.ts";
import type { Allocator } from "../allocator.ts";
import type { Demands, Request } from "../request.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** Requested boards: a number, a rectangle of triads, or one board. */
export type Asked =
  | { readonly kind: "boards"; readonly count: number; readonly demands: Demands }
  | {
    readonly kind: "rectangle";
    readonly size: TriadSize;
    readonly demands: Demands;
    /** The board at its bottom left; any will do when left out. */
    readonly root?: BoardCoordinate;
  }
  | { readonly kind: "board"; readonly board: BoardCoordinate };

/** Result of fitting a request to a machine. */
export type Fit =
  /** The job waits for this. */
  | { readonly is: "possible"; readonly request: Request }
  /** The job is accepted, and waits for ever. */
  | { readonly is: "never" }
  /** The job is accepted, and breaks the allocator for everybody. */
  | { readonly is: "stalling" }
  /** The job is refused. */
  | { readonly is: "impossible" | "too large" };

/**
 * Fits a request to a machine. Real servers accept some jobs that they can't serve; `isRight`
 * refuses those.
 */
export function fitOf(asked: Asked, allocator: Allocator, isRight: boolean): Fit {
  const fit = fitOfServer(asked, allocator);
  return isRight && (fit.is === "never" || fit.is === "stalling") ? { is: "impossible" } : fit;
}

function fitOfServer(asked: Asked, allocator: Allocator): Fit {
  const { machine } = allocator;
  if (asked.kind === "boards") return fitOfCount(asked, machine);
  if (asked.kind === "rectangle") {
    const { width, height } = asked.size;
    if (width === 0 || height === 0) return { is: "never" };
    // Without a root, triads are compared with the machine's boards.
    const compared = asked.root ? countBoards(asked.size) : width * height;
    if (compared > countBoards(machine)) return { is: "too large" };
    // It is looked for around the machine's edges, found, and then cut to the machine.
    if (width > machine.width || height > machine.height) return { is: "stalling" };
  }
  return allocator.isPossible(asked) ? { is: "possible", request: asked } : { is: "impossible" };
}

/** Fits a number of boards: real servers look only at how many the machine has. */
function fitOfCount(
  { count, demands }: Asked & { kind: "boards" },
  machine: SimulatedMachine,
): Fit {
  if (count > countWorking(machine)) return { is: "impossible" };
  if (count === 0) return { is: "never" };
  if (count === 1) return { is: "possible", request: { kind: "any board" } };
  const size = squareFor(count, machine);
  if (countBoards(size) < count) return { is: "stalling" };
  return { is: "possible", request: { kind: "rectangle", size, count, demands } };
}

function countWorking(machine: SimulatedMachine): number {
  const { deadBoards, missingBoards } = machine;
  return countBoards(machine) - new Set([...deadBoards, ...missingBoards].map(String)).size;
}

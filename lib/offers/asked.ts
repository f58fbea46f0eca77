import type { BoardCoordinate, TriadSize } from "../machine/coordinates.ts";
import { countBoards } from "../machine/extent.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";

/** Requested boards: any one board, a given one, a number, or a rectangle of triads. */
export type Asked =
  | { readonly kind: "any board" }
  | { readonly kind: "board"; readonly board: BoardCoordinate }
  | { readonly kind: "number"; readonly boards: number }
  | { readonly kind: "rectangle"; readonly size: TriadSize };

/** Conditions on the boards, as a server takes them. */
export interface Conditions {
  /** Maximum boards that are dead or out of reach; `null` for no limit. */
  readonly maxDeadBoards: number | null;
  /** Maximum dead links; `null` for no limit. */
  readonly maxDeadLinks: number | null;
  /** Whether the boards must wrap around the machine. */
  readonly requireTorus: boolean;
  /** Minimum aspect ratio of a number of boards. */
  readonly minRatio: number;
}

/** Reads the arguments of `create_job`; `null` if they make no sense. */
export function askedBy(args: readonly unknown[]): Asked | null {
  if (!args.every((value) => Number.isSafeInteger(value) && Number(value) >= 0)) return null;
  const [first = 1, second, third, ...more] = args as readonly number[];
  if (more.length > 0) return null;
  if (second === undefined) {
    return first === 1 ? { kind: "any board" } : { kind: "number", boards: first };
  }
  return third === undefined
    ? { kind: "rectangle", size: { width: first, height: second } }
    : { kind: "board", board: [first, second, third] };
}

/** Returns the arguments of `create_job` for boards. */
export function argumentsFor(asked: Asked): number[] {
  switch (asked.kind) {
    case "any board":
      return [1];
    case "board":
      return [...asked.board];
    case "number":
      return [asked.boards];
    case "rectangle":
      return [asked.size.width, asked.size.height];
  }
}

/** Returns the number of requested boards. */
export function boardsOf(asked: Asked): number {
  if (asked.kind === "number") return asked.boards;
  return asked.kind === "rectangle" ? countBoards(asked.size) : 1;
}

/**
 * Reads the conditions in the keywords of `create_job`, as a kind of server takes them: the Java
 * server looks at the dead boards only, and takes no limit for none.
 */
export function conditionsIn(
  kwargs: Readonly<Record<string, unknown>>,
  kind: ServerKind,
): Conditions {
  const maxDeadBoards = numberOr(kwargs.max_dead_boards, null);
  if (kind !== "python") {
    return {
      maxDeadBoards: maxDeadBoards ?? 0,
      maxDeadLinks: null,
      requireTorus: false,
      minRatio: 0,
    };
  }
  return {
    maxDeadBoards,
    maxDeadLinks: numberOr(kwargs.max_dead_links, null),
    requireTorus: Boolean(kwargs.require_torus),
    minRatio: numberOr(kwargs.min_ratio, 0),
  };
}

function numberOr<T>(value: unknown, instead: T): number | T {
  return typeof value === "number" ? value : instead;
}

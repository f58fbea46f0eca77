import type { TriadSize } from "../machine/coordinates.ts";
import type { Region } from "./region.ts";

/** A rectangle of triads: cut in two, given to a job, or free. */
interface Piece extends Region {
  isTaken: boolean;
  parts: readonly [Piece, Piece] | null;
}

/**
 * The rectangles into which a Python server has cut a machine. It gives no job a rectangle across
 * two of them, though all of its triads may be free.
 *
 * Cuts are not listed. But a server that has given out boards in the order of its jobs' ids has
 * made them as this class does; where jobs that are gone have left others, some job is in the
 * way of those, and {@linkcode give} finds out.
 */
export class Cuts {
  readonly #whole: Piece;

  /** Begins with a machine that is whole and free. */
  constructor({ width, height }: TriadSize) {
    this.#whole = piece({ x: 0, y: 0, width, height });
  }

  /** Gives a job a rectangle; `false` if the server can't have given it there. */
  give(region: Region): boolean {
    const free = this.#freeAround(region);
    if (free === null || !isInCorner(region, free)) return false;
    const spare = { width: free.width - region.width, height: free.height - region.height };
    // The cut that leaves the largest piece comes first.
    const [first, second] = spare.height > spare.width ? ["y", "x"] as const : ["x", "y"] as const;
    cutOff(cutOff(free, region, first), region, second).isTaken = true;
    return true;
  }

  /** Gives a job that named a board that board's triad; `false` if it is not free. */
  giveTriad({ x, y }: Pick<Region, "x" | "y">): boolean {
    let free = this.#freeAround({ x, y, width: 1, height: 1 });
    if (free === null) return false;
    while (free.width > 1 || free.height > 1) {
      const left = x - free.x;
      const right = free.x + free.width - x - 1;
      const above = free.y + free.height - y - 1;
      const below = y - free.y;
      const most = Math.max(left, right, above, below);
      const [along, at] = left === most
        ? ["x", x] as const
        : right === most
        ? ["x", x + 1] as const
        : above === most
        ? ["y", y + 1] as const
        : ["y", y] as const;
      const [first, second]: [Piece, Piece] = cut(free, along, at);
      free = contains(first, { x, y, width: 1, height: 1 }) ? first : second;
    }
    free.isTaken = true;
    return true;
  }

  /** Lists the free rectangles. */
  free(): Region[] {
    const found: Region[] = [];
    const look = (each: Piece): void => {
      if (each.parts) each.parts.forEach(look);
      else if (!each.isTaken) found.push(each);
    };
    look(this.#whole);
    return found;
  }

  #freeAround(region: Region): Piece | null {
    let found: Piece | undefined = this.#whole;
    while (found?.parts) found = found.parts.find((part) => contains(part, region));
    return found && !found.isTaken && contains(found, region) ? found : null;
  }
}

/** Returns the places in a rectangle where a Python server tries a smaller one: its corners. */
export function cornersFor(size: TriadSize, { x, y, width, height }: Region): Region[] {
  if (size.width > width || size.height > height) return [];
  return [x, x + width - size.width].flatMap((x0) =>
    [y, y + height - size.height].map((y0) => ({ x: x0, y: y0, ...size }))
  );
}

function piece(region: Region): Piece {
  return { ...region, isTaken: false, parts: null };
}

function isInCorner(region: Region, free: Region): boolean {
  return cornersFor(region, free).some(({ x, y }) => x === region.x && y === region.y);
}

/** Cuts off what a piece has more than a region, and returns the rest. */
function cutOff(free: Piece, region: Region, along: "x" | "y"): Piece {
  const side = along === "x" ? "width" : "height";
  if (free[side] === region[side]) return free;
  const isFirst = region[along] === free[along];
  const at = isFirst ? region[along] + region[side] : region[along];
  const [first, second] = cut(free, along, at);
  return isFirst ? first : second;
}

function cut(free: Piece, along: "x" | "y", at: number): [Piece, Piece] {
  const { x, y, width, height } = free;
  const parts: [Piece, Piece] = along === "x"
    ? [piece({ x, y, width: at - x, height }), piece({ x: at, y, width: x + width - at, height })]
    : [piece({ x, y, width, height: at - y }), piece({ x, y: at, width, height: y + height - at })];
  free.parts = parts;
  return parts;
}

function contains(outer: Region, { x, y, width, height }: Region): boolean {
  return x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width &&
    y + height <= outer.y + outer.height;
}

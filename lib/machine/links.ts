import { type BoardCoordinate, type TriadSize, wrapAround } from "./coordinates.ts";

/** A link of a chip or a board: 0 east, then counter-clockwise to 5 south. */
export type Link = 0 | 1 | 2 | 3 | 4 | 5;

/** All links, counter-clockwise from the east. */
export const LINKS: readonly Link[] = [0, 1, 2, 3, 4, 5];

/** The names of the links, by number. */
export const LINK_NAMES: readonly [string, string, string, string, string, string] = [
  "east",
  "north-east",
  "north",
  "west",
  "south-west",
  "south",
];

/** The other end of a board's link. */
export interface LinkedBoard {
  /** Board at the other end. */
  readonly board: BoardCoordinate;
  /** Whether the link wraps around the machine between its left and its right edge. */
  readonly wrapsX: boolean;
  /** Whether the link wraps around the machine between its bottom and its top edge. */
  readonly wrapsY: boolean;
}

/** Steps (dx, dy, dz) to the board's neighbours; by z, then by link. */
const STEPS: readonly (readonly BoardCoordinate[])[] = [
  [[0, -1, 2], [0, 0, 1], [0, 0, 2], [-1, 0, 1], [-1, -1, 2], [-1, -1, 1]],
  [[1, 0, -1], [1, 0, 1], [1, 1, -1], [0, 0, 1], [0, 0, -1], [0, -1, 1]],
  [[0, 0, -1], [1, 1, -2], [0, 1, -1], [0, 1, -2], [-1, 0, -1], [0, 0, -2]],
];

/**
 * Returns the link that leads back: the one on the other side of the hexagon.
 *
 * @example
 * ```ts
 * import { oppositeLink } from "@spalloc/client";
 *
 * oppositeLink(1); // 4: south-west is opposite to north-east
 * ```
 */
export function oppositeLink(link: Link): Link {
  return ((link + 3) % 6) as Link;
}

/**
 * Whether a number is one of a link.
 *
 * @example What is behind a machine's dead links
 * ```ts
 * import { followLink, isLink, type MachineSummary } from "@spalloc/client";
 *
 * function describeDeadLinks(machine: MachineSummary): string[] {
 *   return machine.deadLinks.flatMap(([x, y, z, link]) =>
 *     isLink(link) ? [`(${x}, ${y}, ${z}) to (${followLink([x, y, z], link, machine).board})`] : []
 *   );
 * }
 * ```
 */
export function isLink(value: number): value is Link {
  return (LINKS as readonly number[]).includes(value);
}

/**
 * Follows a board's link to the next board, around the torus where need be.
 *
 * @throws {RangeError} if the board's z is not 0, 1 or 2.
 *
 * @example
 * ```ts
 * import { followLink } from "@spalloc/client";
 *
 * const machine = { width: 4, height: 2 };
 * followLink([0, 0, 0], 2, machine).board; // [0, 0, 2]
 * followLink([0, 0, 0], 3, machine); // { board: [3, 0, 1], wrapsX: true, wrapsY: false }
 * ```
 */
export function followLink(
  [x, y, z]: BoardCoordinate,
  link: Link,
  machine: TriadSize,
): LinkedBoard {
  const step = STEPS[z]?.[link];
  if (step === undefined) {
    throw new RangeError(`Cannot follow link ${link} of board (${x}, ${y}, ${z}): no such link`);
  }
  const [dx, dy, dz] = step;
  const board: BoardCoordinate = [
    wrapAround(x + dx, machine.width),
    wrapAround(y + dy, machine.height),
    z + dz,
  ];
  return { board, wrapsX: board[0] !== x + dx, wrapsY: board[1] !== y + dy };
}

import { BOARDS_PER_TRIAD, type TriadSize } from "../machine/coordinates.ts";
import { ratioOf, turn } from "../machine/rectangle.ts";
import { type Asked, boardsOf } from "./asked.ts";
import { isSameSize, isWithin } from "./region.ts";

/** Part of the requested triads that an alternative may have too many; one triad always may be. */
const MOST_SURPLUS = 1 / 4;

/**
 * Lists requests whose boards also serve whoever made a request, that one first, then the likest
 * ones: fewest boards, then squarest.
 *
 * - One board: any other board.
 * - A board by its coordinates: nothing else, or another one would have been asked for.
 * - A number of boards, or a rectangle of triads:
 *   - a rectangle turned;
 *   - every rectangle of at least as many triads, and no more than a quarter more (but one is
 *     always allowed), that is at least as square as was asked for: by `minRatio`, or by the sides
 *     of the rectangle if that is narrower;
 *   - for each number of triads beyond the requested ones, the fewest boards that take up so many:
 *     some of their triads' boards may be dead.
 * - Where a torus is required, of all these the rectangles that are a whole machine.
 *
 * @param largest Width and height of a machine; rectangles that are larger are left out.
 */
export function alternativesTo(
  asked: Asked,
  largest: TriadSize,
  { minRatio, requireTorus }: { minRatio: number; requireTorus: boolean },
): Asked[] {
  if (asked.kind === "board") return [];
  if (asked.kind === "any board") return [asked];
  const least = Math.ceil(boardsOf(asked) / BOARDS_PER_TRIAD);
  const most = least + Math.max(1, Math.floor(least * MOST_SURPLUS));
  const found: Asked[] = [asked];
  if (asked.kind === "rectangle" && asked.size.width !== asked.size.height) {
    found.push({ kind: "rectangle", size: turn(asked.size) });
  }
  const ratio = asked.kind === "rectangle" ? Math.min(minRatio, ratioOf(asked.size)) : minRatio;
  for (let triads = least; triads <= most; triads++) {
    const sizes = sizesWith(triads, largest).filter((size) => ratioOf(size) >= ratio);
    for (const size of sizes) {
      const isListed = found.some((other) =>
        other.kind === "rectangle" && isSameSize(other.size, size)
      );
      if (!isListed) found.push({ kind: "rectangle", size });
    }
    if (triads === least || requireTorus) continue;
    found.push({ kind: "number", boards: (triads - 1) * BOARDS_PER_TRIAD + 1 });
  }
  return found;
}

/** Lists the sizes with exactly so many triads that are no larger than `largest`, squarest first. */
function sizesWith(triads: number, largest: TriadSize): TriadSize[] {
  const sizes: TriadSize[] = [];
  for (let height = 1; height <= largest.height; height++) {
    const size = { width: triads / height, height };
    if (Number.isInteger(size.width) && isWithin(size, largest)) sizes.push(size);
  }
  return sizes.sort((one, other) => ratioOf(other) - ratioOf(one) || other.width - one.width);
}

import type { LinkCoordinate, TriadSize } from "../../machine/coordinates.ts";
import { followLink, isLink, oppositeLink } from "../../machine/links.ts";

/** Links of this library, by the numbers of a Java server: north, east, south-east and so on. */
const OURS = [2, 1, 0, 5, 4, 3];

/**
 * Translates the dead links of a Java server, which numbers them clockwise from the north.
 *
 * It lists each link from both of its ends, one after the other. So under the right numbers the
 * two lead to each other, and a server that numbers them as Python servers do is found out.
 */
export function javaDeadLinks(
  links: readonly LinkCoordinate[],
  machine: TriadSize,
): LinkCoordinate[] {
  const renumbered = links.map(([x, y, z, link]): LinkCoordinate => [x, y, z, OURS[link] ?? link]);
  const isAsTold = countPairs(links, machine) > countPairs(renumbered, machine);
  return isAsTold ? [...links] : renumbered;
}

/** Counts links that are listed from both ends, one after the other. */
function countPairs(links: readonly LinkCoordinate[], machine: TriadSize): number {
  let pairs = 0;
  for (let at = 0; at + 1 < links.length; at++) {
    const [one, other] = [links[at]!, links[at + 1]!];
    if (leadsTo(one, other, machine)) pairs++;
  }
  return pairs;
}

function leadsTo(
  [x, y, z, link]: LinkCoordinate,
  [otherX, otherY, otherZ, back]: LinkCoordinate,
  machine: TriadSize,
): boolean {
  if (!isLink(link) || z < 0 || z > 2) return false;
  const { board } = followLink([x, y, z], link, machine);
  return oppositeLink(link) === back && board.join() === [otherX, otherY, otherZ].join();
}

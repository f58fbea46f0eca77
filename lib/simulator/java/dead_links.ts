import {
  type BoardCoordinate,
  boardIndex,
  followLink,
  type Link,
  type LinkCoordinate,
  oppositeLink,
} from "../../machine/mod.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** A link's number in the Java server, by its number in the Python server. */
const NUMBERS = [2, 1, 0, 5, 4, 3] as const;

/** The dead links of a machine: each as two entries, one for either end, where there are boards. */
export function deadLinks(machine: SimulatedMachine): LinkCoordinate[] {
  const told = new Set<string>();
  return machine.deadLinks.flatMap(([x, y, z, number]) => {
    const link = number as Link; // it was checked
    const board: BoardCoordinate = [x, y, z];
    const { board: other } = followLink(board, link, machine);
    if (!machine.exists(board) || !machine.exists(other)) return [];
    const ends = [end(board, link), end(other, oppositeLink(link))];
    const key = ends.map((it) => it.join()).toSorted().join(" ");
    if (told.has(key)) return [];
    told.add(key);
    return boardIndex(board, machine) <= boardIndex(other, machine) ? ends : ends.toReversed();
  });
}

function end([x, y, z]: BoardCoordinate, link: Link): LinkCoordinate {
  return [x, y, z, NUMBERS[link]];
}

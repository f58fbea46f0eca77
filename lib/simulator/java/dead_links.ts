import { followLink, type Link, type LinkCoordinate, oppositeLink } from "../../machine/mod.ts";
import type { MachineDescription } from "../machine_description.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";

/** Numbers of links in the Java server, by their numbers in the Python server. */
const NUMBERS = [2, 1, 0, 5, 4, 3] as const;

/** Lists the dead links of a machine, each from both of its ends, one after the other. */
export function bothWays(machine: MachineDescription): LinkCoordinate[] {
  const links = new Map<string, LinkCoordinate>();
  for (const [x, y, z, number] of machine.deadLinks ?? []) {
    const link = number as Link; // it was checked
    const [otherX, otherY, otherZ] = followLink([x, y, z], link, machine).board;
    for (
      const end of [[x, y, z, link], [otherX, otherY, otherZ, oppositeLink(link)]] as const
    ) {
      links.set(String(end), end);
    }
  }
  return [...links.values()];
}

/**
 * Lists the dead links of a machine with Java's numbers, without those that lack a board at an end.
 */
export function deadLinks(machine: SimulatedMachine): LinkCoordinate[] {
  return machine.deadLinks.flatMap(([x, y, z, number]) => {
    const link = number as Link;
    const { board } = followLink([x, y, z], link, machine);
    if (!machine.exists([x, y, z]) || !machine.exists(board)) return [];
    return [[x, y, z, NUMBERS[link]] as const];
  });
}

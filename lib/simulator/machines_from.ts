import { RequestError } from "../errors.ts";
import { bothWays } from "./java/dead_links.ts";
import type { Manners } from "./kind.ts";
import { checkMachine, type MachineDescription, parseMachine } from "./machine_description.ts";
import { SimulatedMachine } from "./simulated_machine.ts";

/**
 * Creates machines from their descriptions, by name, in their order.
 *
 * @throws {RequestError} if one of them makes no sense, or two have the same name.
 */
export function machinesFrom(
  descriptions: readonly (string | MachineDescription)[],
  manners: Manners,
): ReadonlyMap<unknown, SimulatedMachine> {
  const machines = new Map<string, SimulatedMachine>();
  for (const [index, description] of descriptions.entries()) {
    const machine = typeof description === "string"
      ? parseMachine(description)
      : checkMachine(description);
    if (machines.has(machine.name)) {
      throw new RequestError(`Cannot use two machines with the name "${machine.name}"`);
    }
    // To a Java server a link is dead or alive as a whole.
    const links = manners === "java" ? { deadLinks: bothWays(machine) } : {};
    machines.set(machine.name, new SimulatedMachine({ ...machine, ...links }, index));
  }
  return machines;
}

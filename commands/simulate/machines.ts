import { parseMachine } from "../../lib/simulator/machine_description.ts";
import type { MachineDescription } from "../../lib/simulator/mod.ts";
import { UsageError } from "../errors.ts";

/** Options about machines, by name: `NAME=...`. */
type MachineOptions = Partial<
  Record<"tags" | "deadBoards" | "silentBoards" | "deadLinks", string[] | true | undefined>
>;

/**
 * Combines the machines of `NAME:WxH` with the tags and faults of other options.
 *
 * @throws {UsageError} if two have the same name, or an option is about none of them.
 */
export function describeMachines(
  given: readonly string[],
  options: MachineOptions,
): MachineDescription[] {
  const machines = new Map<string, MachineDescription>();
  for (const text of given.length > 0 ? given : ["demo:4x2"]) {
    const machine = parseMachine(text);
    if (machines.has(machine.name)) {
      throw new UsageError(`Cannot use "${text}": there is a machine ${machine.name} already`);
    }
    machines.set(machine.name, machine);
  }
  const details = (words: string[] | true = []): [name: string, values: string[]][] => {
    return (words === true ? [] : words).map((word) => {
      const [, name = "", values = ""] = /^([^=]+)=(.+)$/.exec(word) ?? [];
      if (!machines.has(name)) {
        const known = [...machines.keys()].join(", ");
        throw new UsageError(`Cannot use "${word}": expected NAME=... with one of ${known}`);
      }
      return [name, values.split(",")];
    });
  };
  const extend = (name: string, more: Partial<MachineDescription>): void => {
    machines.set(name, { ...machines.get(name)!, ...more });
  };
  for (const [name, tags] of details(options.tags)) extend(name, { tags });
  for (const key of ["deadBoards", "silentBoards"] as const) {
    for (const [name, values] of details(options[key])) {
      const [x = NaN, y = NaN, z = NaN] = values.map(Number);
      extend(name, { [key]: [...machines.get(name)?.[key] ?? [], [x, y, z]] });
    }
  }
  for (const [name, values] of details(options.deadLinks)) {
    const [x = NaN, y = NaN, z = NaN, link = NaN] = values.map(Number);
    extend(name, { deadLinks: [...machines.get(name)?.deadLinks ?? [], [x, y, z, link]] });
  }
  return [...machines.values()];
}

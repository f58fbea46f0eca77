import { Refusal } from "../refusal.ts";

/** Parameters of a command: required ones, then optional ones. */
export interface Parameters {
  /** Required names, by position or by name. */
  readonly required: readonly string[];
  /** Optional names; a missing one is null. */
  readonly optional?: readonly string[];
}

/**
 * Matches arguments by position and by name with the parameters, in their order. Refuses mismatches
 * in the words that clients know.
 *
 * @throws {Refusal} if there are too many, too few or unknown arguments.
 */
export function matchArguments(
  command: string,
  { required, optional = [] }: Parameters,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): unknown[] {
  const refuse = (problem: string) => new Refusal(`SpallocServer.${command}() ${problem}`);
  const names = [...required, ...optional];
  if (args.length > names.length) {
    // The server and the connection count as arguments too.
    const most = names.length + 2;
    const count = optional.length > 0 ? `from ${most - optional.length} to ${most}` : most;
    throw refuse(`takes ${count} positional arguments but ${args.length + 2} were given`);
  }
  const values = new Map(names.map((name, index) => [name, args[index]]));
  for (const [name, value] of Object.entries(kwargs)) {
    if (!values.has(name)) throw refuse(`got an unexpected keyword argument '${name}'`);
    if (values.get(name) !== undefined) {
      throw refuse(`got multiple values for argument '${name}'`);
    }
    values.set(name, value);
  }
  const missing = required.filter((name) => values.get(name) === undefined);
  if (missing.length > 0) {
    const list = enumerate(missing.map((name) => `'${name}'`));
    const plural = missing.length > 1 ? "s" : "";
    throw refuse(`missing ${missing.length} required positional argument${plural}: ${list}`);
  }
  return names.map((name) => values.get(name) ?? null);
}

/** Joins names as Python does: `a`, `a and b`, `a, b, and c`. */
function enumerate(names: readonly string[]): string {
  if (names.length < 3) return names.join(" and ");
  return `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
}

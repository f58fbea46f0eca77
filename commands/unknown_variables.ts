import { isGranted } from "../lib/permission.ts";
import { knownVariables } from "./variables.ts";
import { suggest } from "./suggest.ts";

/** Prefix of all variables of spalloc. */
const PREFIX = "SPALLOC_";

/** Lists variables that look like those of spalloc and are unknown, perhaps misspelt. */
export function unknownVariables(names: readonly string[]): string[] {
  const known = knownVariables();
  return names.filter((name) => name.startsWith(PREFIX) && !known.includes(name)).toSorted();
}

/** Lists the names of all variables; none if Deno may read only some, which can't be listed. */
export function systemVariables(): string[] {
  return isGranted({ name: "env" }) ? Object.keys(Deno.env.toObject()) : [];
}

/** Explains that a variable has no effect, and which one was probably meant. */
export function explainVariable(name: string): string {
  const meant = meantBy(name);
  return `${name} has no effect.${meant === null ? "" : ` Did you mean ${meant}?`}`;
}

/** Explains misspelt variables, one a line: those for which it is clear what was meant. */
export function misspeltVariables(names: readonly string[]): string[] {
  return unknownVariables(names).filter((name) => meantBy(name) !== null).map(explainVariable);
}

function meantBy(name: string): string | null {
  // Their common prefix says nothing about how close they are.
  const known = knownVariables().filter((known) => known.startsWith(PREFIX))
    .map((known) => known.slice(PREFIX.length).toLowerCase());
  const meant = suggest(name.slice(PREFIX.length), known);
  return meant === null ? null : PREFIX + meant.toUpperCase();
}

/** Explains that a variable is ignored, since containers get it for a service. */
export function explainServiceLink(name: string): string {
  return `${name} is ignored: a container gets it for a service, and it is not a port.`;
}

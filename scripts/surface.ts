/**
 * Records the public surface of the package, so that a change to it is seen.
 *
 * @module
 */
import type { ModuleDoc } from "./surface/documentation.ts";
import { readDocumentation } from "./surface/read.ts";
import { signatures } from "./surface/signatures.ts";

/** Path of the record of the public surface. */
export const RECORD: URL = new URL("../tests/public/surface.txt", import.meta.url);

/** Formats the public surface: every export, each name in it, and its kind and signature. */
export function surface(modules: ReadonlyMap<string, ModuleDoc>): string {
  const parts = [...modules].map(([name, { symbols }]) => {
    // By name, so that moving an export to another line is no change.
    const sorted = symbols.toSorted((a, b) => a.name < b.name ? -1 : 1);
    const exports = sorted.map(({ name, declarations }) =>
      declarations.flatMap((declaration) => signatures(name, declaration)).join("\n")
    );
    return [`== ${name}`, ...exports].join("\n\n");
  });
  return `${parts.join("\n\n")}\n`;
}

if (import.meta.main) await Deno.writeTextFile(RECORD, surface(await readDocumentation()));

import type { ModuleDoc } from "./documentation.ts";
import { signatures } from "./signatures.ts";

/** Where the public surface is recorded. */
export const RECORD: URL = new URL("../../tests/public/surface.txt", import.meta.url);

/** Writes the public surface: every export, each name in it, and its kind and signature. */
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

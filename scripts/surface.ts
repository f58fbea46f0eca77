/**
 * Records the public surface of the package, so that a change to it is seen.
 *
 * @module
 */
import { readDocumentation } from "./surface/read.ts";
import { RECORD, surface } from "./surface/surface.ts";

if (import.meta.main) await Deno.writeTextFile(RECORD, surface(await readDocumentation()));

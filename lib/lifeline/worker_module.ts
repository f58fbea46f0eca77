/**
 * Where the code of a lifeline's worker is. A program that was bundled into one
 * file has it in that file, and `scripts/build/worker_module.ts` in place of this.
 *
 * @module
 */

/** The module that a worker begins with. */
export const WORKER: URL = new URL("./worker.ts", import.meta.url);

/** What Deno must be allowed to read, or to import, before it loads that: a folder or a file. */
export const WORKER_SOURCE: URL = new URL("../", import.meta.url);

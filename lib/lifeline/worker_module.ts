/**
 * Location of the code of a lifeline's worker. A program that is bundled into one file has it in
 * that file, and `scripts/build/worker_module.ts` in place of this.
 *
 * @module
 */

/** Main module of the worker. */
export const WORKER: URL = new URL("./worker.ts", import.meta.url);

/** Folder or file that Deno must be allowed to read, or to import, before it loads that module. */
export const WORKER_SOURCE: URL = new URL("../", import.meta.url);

/**
 * Where the code of a lifeline's worker is in a bundle: in the bundle itself,
 * which `entry.ts` begins. It stands in for `lib/lifeline/worker_module.ts`.
 *
 * @module
 */

/** The module that a worker begins with. */
export const WORKER: URL = new URL(import.meta.url);

/** What Deno must be allowed to read, or to import, before it loads that. */
export const WORKER_SOURCE: URL = WORKER;

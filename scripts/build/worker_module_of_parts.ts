/**
 * Where the code of a lifeline's worker is in an executable: in the file that
 * the program begins with, which `entry.ts` begins. It stands in for
 * `lib/lifeline/worker_module.ts`.
 *
 * @module
 */

/** The module that a worker begins with; workers know of no main module, and start no others. */
export const WORKER: URL = new URL(Deno.mainModule ?? import.meta.url);

/** What Deno must be allowed to read, or to import, before it loads that. */
export const WORKER_SOURCE: URL = WORKER;

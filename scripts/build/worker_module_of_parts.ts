/**
 * Location of the code of a lifeline's worker in an executable: the main module of the program,
 * `entry.ts`. It replaces `lib/lifeline/worker_module.ts`.
 *
 * @module
 */

/** Main module of the worker; workers know of no main module, and start no others. */
export const WORKER: URL = new URL(Deno.mainModule ?? import.meta.url);

/** File that Deno must be allowed to read, or to import, before it loads that module. */
export const WORKER_SOURCE: URL = WORKER;

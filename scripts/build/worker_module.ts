/**
 * Location of the code of a lifeline's worker in a bundle: the bundle itself, whose main module is
 * `entry.ts`. It replaces `lib/lifeline/worker_module.ts`.
 *
 * @module
 */

/** Main module of the worker. */
export const WORKER: URL = new URL(import.meta.url);

/** File that Deno must be allowed to read, or to import, before it loads that module. */
export const WORKER_SOURCE: URL = WORKER;

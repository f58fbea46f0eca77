/** The version of this program: the same as in `deno.json`. */
export const VERSION = "0.1.0";

/** The day of this version, which its manual page bears. */
export const RELEASED = "2026-11-22";

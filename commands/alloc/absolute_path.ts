/**
 * What a relative path becomes. It is apart because few need it, and what it
 * takes is a fifth of all that `spalloc alloc` would load.
 *
 * @module
 */
export { resolve } from "@std/path/resolve";

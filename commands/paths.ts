/**
 * Paths of this system.
 *
 * `@std/path` has the same under shorter names, but looks at `process` to find out
 * which system this is; for that, Deno loads what it has of Node, which takes 20 ms.
 *
 * @module
 */
import { basename as posixBasename } from "@std/path/posix/basename";
import { DELIMITER as posixDelimiter } from "@std/path/posix/constants";
import { dirname as posixDirname } from "@std/path/posix/dirname";
import { join as posixJoin } from "@std/path/posix/join";
import { resolve as posixResolve } from "@std/path/posix/resolve";
import { basename as windowsBasename } from "@std/path/windows/basename";
import { DELIMITER as windowsDelimiter } from "@std/path/windows/constants";
import { dirname as windowsDirname } from "@std/path/windows/dirname";
import { join as windowsJoin } from "@std/path/windows/join";
import { resolve as windowsResolve } from "@std/path/windows/resolve";

const isWindows = Deno.build.os === "windows";

/** Separator of the folders in `PATH`. */
export const DELIMITER: string = isWindows ? windowsDelimiter : posixDelimiter;
/** Returns the last part of a path. */
export const basename: typeof posixBasename = isWindows ? windowsBasename : posixBasename;
/** Returns a path without its last part. */
export const dirname: typeof posixDirname = isWindows ? windowsDirname : posixDirname;
/** Joins parts to a path. */
export const join: typeof posixJoin = isWindows ? windowsJoin : posixJoin;

const systemResolve = isWindows ? windowsResolve : posixResolve;

/**
 * Returns the absolute path of parts, relative to the working folder.
 *
 * @throws if the working folder is gone, or Deno may not read it.
 */
export function resolve(...parts: string[]): string {
  // It would find the working folder by itself, but through `process` again.
  return systemResolve(Deno.cwd(), ...parts);
}

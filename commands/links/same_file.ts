import { readUpTo } from "../read_up_to.ts";

/** What exists at the path of a link. */
export type Found = "nothing" | "our link" | "something else";

/**
 * Determines whether a path is a link to the executable. On Windows, where links take a privilege
 * that few have, a hard link or a copy counts as one.
 */
export async function lookAt(
  path: string,
  executable: string,
  os: typeof Deno.build.os = Deno.build.os,
): Promise<Found> {
  try {
    const { isSymlink } = await Deno.lstat(path);
    if (isSymlink) return await leadsTo(path, executable) ? "our link" : "something else";
    if (os !== "windows" || await Deno.realPath(path) === await Deno.realPath(executable)) {
      return "something else";
    }
    return await hasSameBytes(path, executable) ? "our link" : "something else";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nothing";
    throw error;
  }
}

async function leadsTo(path: string, executable: string): Promise<boolean> {
  try {
    return await Deno.realPath(path) === await Deno.realPath(executable);
  } catch (error) {
    // A link to what is not there leads elsewhere, whatever it was once.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.FilesystemLoop) {
      return false;
    }
    throw error;
  }
}

/** Bytes of files that are compared at a time. */
const CHUNK = 1 << 20;

async function hasSameBytes(path: string, other: string): Promise<boolean> {
  if ((await Deno.stat(path)).size !== (await Deno.stat(other)).size) return false;
  using one = await Deno.open(path);
  using two = await Deno.open(other);
  for (;;) {
    const [chunk, same] = [await readUpTo(one, CHUNK), await readUpTo(two, CHUNK)];
    if (chunk.length !== same.length) return false;
    if (chunk.some((byte, at) => byte !== same[at])) return false;
    if (chunk.length < CHUNK) return true;
  }
}

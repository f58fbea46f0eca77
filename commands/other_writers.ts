import { dirname } from "./paths.ts";

/**
 * Bits of a file's mode: anybody may write; a folder's files can be replaced only by their owners.
 */
const ANYBODY_WRITES = 0o002;
const STICKY = 0o1000;
const ROOT = 0;

/** Owner and mode of a file, as in `Deno.stat`. */
export type Ownership = Pick<Deno.FileInfo, "uid" | "mode">;

/**
 * Describes who besides the user and root could have written a file; `null` if nobody, or the
 * system does not tell. Groups are ignored: their members are unknown, and often the user is the
 * only one.
 *
 * Such a file is read all the same, as colleagues share them: nothing in it is
 * run. But it can name another server or keepalive, so whoever looks where the
 * settings come from is told, and no server that it names gets a password that
 * was not meant for that server.
 */
export function otherWriters(
  file: Ownership,
  { folder, me }: { folder: Ownership; me: number | null },
): string | null {
  const isOurs = ({ uid }: Ownership): boolean => uid === null || uid === me || uid === ROOT;
  if (me === null || file.mode === null || folder.mode === null) return null;
  if (!isOurs(file)) return `it belongs to another user (${file.uid})`;
  if (file.mode & ANYBODY_WRITES) return "anybody can write it";
  if (!isOurs(folder)) return `its folder belongs to another user (${folder.uid})`;
  const isOpen = folder.mode & ANYBODY_WRITES && !(folder.mode & STICKY);
  return isOpen ? "anybody can replace it in its folder" : null;
}

/** Describes who else could have written the file at a path. */
export async function otherWritersOf(path: string): Promise<string | null> {
  try {
    const [file, folder] = await Promise.all([Deno.stat(path), Deno.stat(dirname(path))]);
    return otherWriters(file, { folder, me: Deno.uid() });
  } catch {
    return null; // It has just gone.
  }
}

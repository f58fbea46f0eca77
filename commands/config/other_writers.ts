import { dirname } from "../paths.ts";

/** The bits of a file's mode that let anybody write, and that keep what is in a folder its owners'. */
const ANYBODY_WRITES = 0o002;
const STICKY = 0o1000;
const ROOT = 0;

/** Whose a file is, and who may do what with it: what `Deno.stat` tells of it. */
export type Ownership = Pick<Deno.FileInfo, "uid" | "mode">;

/**
 * Tells who besides the user and root could have written a file, if anybody
 * could; `null` where the system does not say. Groups do not count: whether
 * anybody else is in one is not told, and often it is the user's own.
 *
 * Such a file is read all the same, as colleagues share them: nothing in it is
 * run, and nothing secret is read. But it can name another server or keepalive,
 * so whoever looks where the settings come from is told.
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

/** The same of the file at a path. */
export async function otherWritersOf(path: string): Promise<string | null> {
  try {
    const [file, folder] = await Promise.all([Deno.stat(path), Deno.stat(dirname(path))]);
    return otherWriters(file, { folder, me: Deno.uid() });
  } catch {
    return null; // It has just gone.
  }
}

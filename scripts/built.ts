import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
/** Sources of the bundle, the executable, and the script before that. */
const SOURCES = ["main.ts", "deno.json", "lib", "commands", "scripts/build", "scripts/launcher.sh"];

/**
 * Path of a file in `dist/` that is newer than all of its source; else the reason why there is
 * none.
 */
export type Built = { readonly path: string } | { readonly reason: string };

/** Executable, if it was compiled from today's source. */
export const executable: Built = findBuilt(
  Deno.build.os === "windows" ? "spalloc.exe" : "spalloc",
  "compile",
);

/** Finds a file in `dist/`, which a task creates. */
export function findBuilt(name: string, task: string): Built {
  const path = join(ROOT, "dist", name);
  try {
    const built = Deno.statSync(path).mtime?.getTime() ?? 0;
    const newer = SOURCES.find((source) => newest(join(ROOT, source)) > built);
    return newer === undefined ? { path } : { reason: `dist/${name} is older than ${newer}` };
  } catch {
    return { reason: `there is no dist/${name}: deno task ${task} makes it` };
  }
}

function newest(path: string): number {
  const { isDirectory, mtime } = Deno.statSync(path);
  if (!isDirectory) return mtime?.getTime() ?? 0;
  let latest = 0;
  for (const { name } of Deno.readDirSync(path)) {
    latest = Math.max(latest, newest(join(path, name)));
  }
  return latest;
}

import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** The executable that was compiled, if it is newer than all of the source; otherwise why not. */
export const executable: { readonly path: string } | { readonly reason: string } = findExecutable();

function findExecutable(): { path: string } | { reason: string } {
  const path = join(ROOT, "dist", Deno.build.os === "windows" ? "spalloc.exe" : "spalloc");
  try {
    const made = Deno.statSync(path).mtime?.getTime() ?? 0;
    const newer = ["main.ts", "deno.json", "lib", "commands", "scripts/launcher.sh"]
      .find((name) => newest(join(ROOT, name)) > made);
    return newer === undefined ? { path } : { reason: `dist/spalloc is older than ${newer}` };
  } catch {
    return { reason: "there is no dist/spalloc: deno task compile makes it" };
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

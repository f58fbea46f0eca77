import type { Environment } from "../../lib/config/search_path.ts";
import { isGranted } from "../../lib/permission.ts";
import { ifReadable } from "../context.ts";
import { osReason } from "../errors.ts";
import { resolve } from "../paths.ts";

/** Variables that name the folder for temporary files, by priority. */
const VARIABLES = ["TMPDIR", "TEMP", "TMP"];

/**
 * Lists the folders for temporary files in the order in which Python's `tempfile` tries them: those
 * of the environment, those of the system, the working folder. Only an attempt shows whether they
 * exist and can be written.
 *
 * All are absolute, since a command may go to another folder before it looks for its file.
 */
export function temporaryFolders(env: Environment): string[] {
  // Those that Deno may not read, or that are not UTF-8, name none.
  const named = VARIABLES.filter((variable) => isGranted({ name: "env", variable }))
    .map((name) => ifReadable(env, name) ?? "").filter((value) => value !== "");
  const system = Deno.build.os === "windows" ? [] : ["/tmp", "/var/tmp"];
  const folders = [...named, ...system, "."].map(absolute).filter((folder) => folder !== null);
  return [...new Set(folders)];
}

function absolute(folder: string): string | null {
  if (folder.startsWith("/") && Deno.build.os !== "windows") return folder;
  // Deno tells the working folder only to those who may read it.
  if (!isGranted({ name: "read", path: "." })) return null;
  try {
    return resolve(folder);
  } catch {
    return null; // The working folder is gone.
  }
}

/**
 * Does something in the first folder where it succeeds, if Deno may write there and has the other
 * permissions: it would ask for them on a terminal, while nobody keeps the job alive.
 *
 * @throws if it succeeds nowhere, with the reason of each folder.
 */
export async function inFirstFolder<T>(
  folders: readonly string[],
  work: (folder: string) => Promise<T>,
  permissions: readonly ("read" | "write")[] = ["write"],
): Promise<T> {
  const problems: string[] = [];
  for (const folder of folders) {
    const missing = permissions.find((name) => !isGranted({ name, path: folder }));
    try {
      if (missing) throw new Error(`Deno needs --allow-${missing}=${folder}`);
      return await work(folder);
    } catch (error) {
      problems.push(`${folder}: ${osReason(error)}`);
    }
  }
  throw new Error(problems.join("; ") || "there is no folder for temporary files");
}

import type { Environment } from "../../lib/config/search_path.ts";
import { resolve } from "../paths.ts";

/** Variables that name the folder for temporary files, the first one that can be used. */
const VARIABLES = ["TMPDIR", "TEMP", "TMP"];

/**
 * The folders for temporary files in the order in which Python's `tempfile` tries them: those that
 * the environment names, those of the system, the working folder. Whether they are there and can be
 * written only trying tells.
 *
 * All are absolute, since a command may go to another folder before it looks for its file.
 */
export function temporaryFolders(env: Environment): string[] {
  const named = VARIABLES.map((name) => valueOf(env, name)).filter((value) => value !== "");
  const system = Deno.build.os === "windows" ? [] : ["/tmp", "/var/tmp"];
  const folders = [...named, ...system, "."].map(absolute).filter((folder) => folder !== null);
  return [...new Set(folders)];
}

/** A variable's value; nothing where Deno may not read it, or it is no text. */
function valueOf(env: Environment, variable: string): string {
  try {
    const { state } = Deno.permissions.querySync({ name: "env", variable });
    return state === "granted" ? env(variable) ?? "" : "";
  } catch {
    return "";
  }
}

function absolute(folder: string): string | null {
  if (folder.startsWith("/") && Deno.build.os !== "windows") return folder;
  // Deno tells the working folder only to those who may read it.
  if (Deno.permissions.querySync({ name: "read", path: "." }).state !== "granted") return null;
  try {
    return resolve(folder);
  } catch {
    return null; // The working folder is gone.
  }
}

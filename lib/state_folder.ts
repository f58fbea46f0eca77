import type { Environment } from "./config/search_path.ts";

/**
 * Returns the path of the user's folder for state; `null` if the user's folder is unknown, as
 * without `HOME`.
 *
 * On Linux and its like it is `spalloc` in `$XDG_STATE_HOME` or `~/.local/state`; on macOS in
 * `~/Library/Application Support/spalloc`, and on Windows in `%LOCALAPPDATA%\spalloc`, in a folder
 * `state` of its own.
 *
 * @example
 * ```ts
 * import { stateFolder } from "./state_folder.ts";
 *
 * stateFolder({ os: "linux", env: (name) => name === "HOME" ? "/home/me" : undefined });
 * // "/home/me/.local/state/spalloc"
 * ```
 */
export function stateFolder(
  { os, env }: {
    /** Operating system, as in `Deno.build.os`. */
    os: typeof Deno.build.os;
    /** Environment, whose variables can move the folder. */
    env: Environment;
  },
): string | null {
  if (os === "windows") {
    const profile = env("USERPROFILE");
    const local = env("LOCALAPPDATA") || (profile && `${profile}\\AppData\\Local`);
    return local ? `${local}\\spalloc\\state` : null;
  }
  const home = env("HOME") ?? "";
  const own = os === "darwin" ? "" : env("XDG_STATE_HOME") ?? "";
  if (own.startsWith("/")) return `${own.replace(/\/+$/, "")}/spalloc`;
  if (!home.startsWith("/")) return null;
  const base = home.replace(/\/+$/, "");
  return os === "darwin"
    ? `${base}/Library/Application Support/spalloc/state`
    : `${base}/.local/state/spalloc`;
}

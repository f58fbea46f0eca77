/** Looks an environment variable up; returns `undefined` if it isn't set. */
export type Environment = (name: string) => string | undefined;

/** Name of the configuration file in a folder of configuration. */
const NAME = "spalloc";
/** Name of the configuration file in the working folder. */
const LOCAL_NAME = ".spalloc";

/** Folder of settings on macOS, in `/` and in the user's home. */
const MAC_SUPPORT = "Library/Application Support";

/** System facts for {@linkcode searchPath}. */
export interface SearchPathOptions {
  /** Operating system, as in `Deno.build.os`. */
  os: typeof Deno.build.os;
  /** Environment, whose variables can move the folders. */
  env: Environment;
  /**
   * Working folder; without it, the path of the file there is relative.
   *
   * @default {undefined}
   */
  cwd?: string;
}

/**
 * Lists the paths of the configuration files, existing or not, the lowest priority first.
 *
 * On Linux and its like these are `spalloc` in each of `$XDG_CONFIG_DIRS`
 * (whose first has the highest priority, so they come in reverse) and in
 * `$XDG_CONFIG_HOME`, then `.spalloc` in the working folder. A variable that
 * is empty or relative counts as not set, as the XDG specification has it. On
 * macOS and Windows they are where the Python client looks.
 *
 * @example
 * ```ts
 * import { searchPath } from "./search_path.ts";
 *
 * const variables = new Map([["HOME", "/home/me"]]);
 * searchPath({ os: "linux", env: (name) => variables.get(name) });
 * // ["/etc/xdg/spalloc", "/home/me/.config/spalloc", "./.spalloc"]
 * ```
 */
export function searchPath(options: SearchPathOptions): string[] {
  const { os, env, cwd } = options;
  const separator = os === "windows" ? "\\" : "/";
  const paths = os === "windows"
    ? [windowsPath(env("PROGRAMDATA") || "C:\\ProgramData")]
    : os === "darwin"
    ? [`/${MAC_SUPPORT}/${NAME}`]
    : xdgPaths(env);
  const own = userConfigFile(options);
  if (own !== null) paths.push(own);
  paths.push(join(separator, cwd ?? ".", LOCAL_NAME));
  // A file that is named twice counts where its priority is highest.
  return paths.filter((path, index) => paths.lastIndexOf(path) === index);
}

/**
 * Returns the path of the user's configuration file; `null` if the user's folder is unknown, as
 * without `HOME`.
 *
 * @example
 * ```ts
 * import { userConfigFile } from "./search_path.ts";
 *
 * userConfigFile({ os: "linux", env: (name) => name === "HOME" ? "/home/me" : undefined });
 * // "/home/me/.config/spalloc"
 * ```
 */
export function userConfigFile({ os, env }: SearchPathOptions): string | null {
  if (os === "windows") return windowsOwn(env);
  return os === "darwin" ? macOwn(env) : xdgOwn(env);
}

function xdgPaths(env: Environment): string[] {
  const dirs = (env("XDG_CONFIG_DIRS") ?? "").split(":").filter(isAbsolute).reverse();
  return (dirs.length > 0 ? dirs : ["/etc/xdg"]).map((folder) => join("/", folder, NAME));
}

function xdgOwn(env: Environment): string | null {
  const own = env("XDG_CONFIG_HOME") ?? "";
  const home = env("HOME") ?? "";
  if (isAbsolute(own)) return join("/", own, NAME);
  return isAbsolute(home) ? join("/", home, ".config", NAME) : null;
}

function macOwn(env: Environment): string | null {
  const home = env("HOME") ?? "";
  return isAbsolute(home) ? join("/", home, MAC_SUPPORT, NAME) : null;
}

function windowsOwn(env: Environment): string | null {
  const profile = env("USERPROFILE");
  const local = env("LOCALAPPDATA") || (profile && join("\\", profile, "AppData", "Local"));
  return local ? windowsPath(local) : null;
}

/**
 * Joins a Windows path; the name comes twice because Python's appdirs also uses it as the author's.
 */
function windowsPath(folder: string): string {
  return join("\\", folder, NAME, NAME);
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

// Not @std/path, which would turn ./.spalloc into .spalloc; Python keeps the dot too.
function join(separator: string, folder: string, ...names: string[]): string {
  let end = folder.length;
  while (end > 0 && (folder[end - 1] === "/" || folder[end - 1] === separator)) end--;
  return [folder.slice(0, end), ...names].join(separator);
}

import type { Environment } from "../config/search_path.ts";
import { ConfigError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import { isGranted, missingFlag } from "../permission.ts";

/** Bits of a mode that let others in. */
const OTHERS = 0o077;

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

/** A folder for what nobody else may read, and the files in it. */
export class PrivateFolder {
  /** Path of the folder. */
  readonly path: string;
  readonly #what: string;

  /** Names a folder, which need not exist, and what is kept in it. */
  constructor(path: string, what: string = "logins") {
    this.path = path;
    this.#what = what;
  }

  /** Returns the path of a file in it. */
  pathOf(name: string): string {
    return `${this.path}${Deno.build.os === "windows" ? "\\" : "/"}${name}`;
  }

  /**
   * Makes the folder, or checks that nobody else can read or replace what is in it.
   *
   * @throws {ConfigError} if it is not the user's own, or can't be made.
   */
  async open(): Promise<void> {
    try {
      await Deno.mkdir(this.path, { recursive: true, mode: 0o700 });
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) throw this.#unusable(cause);
    }
    await this.#check();
  }

  /**
   * Reads a file; `null` if there is none.
   *
   * @throws {ConfigError} if it or the folder is not the user's own, or it can't be read.
   */
  async read(name: string): Promise<string | null> {
    try {
      const info = await Deno.lstat(this.pathOf(name));
      await this.#check();
      if (!info.isFile || !isOwn(info)) throw new Error(`${name} is not your own file`);
      return await Deno.readTextFile(this.pathOf(name));
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return null;
      throw this.#unusable(cause);
    }
  }

  /**
   * Replaces a file, at once or not at all; only the user can read it.
   *
   * @throws {ConfigError} if that can't be done.
   */
  async write(name: string, text: string): Promise<void> {
    await this.open();
    const draft = this.pathOf(`${name}.${Deno.pid}.${crypto.randomUUID().slice(0, 8)}.tmp`);
    try {
      // Not even for a moment readable by others, and never through a link.
      await Deno.writeTextFile(draft, text, { createNew: true, mode: 0o600 });
      await Deno.rename(draft, this.pathOf(name));
    } catch (cause) {
      await Deno.remove(draft).catch(() => {});
      throw this.#unusable(cause);
    }
  }

  /** Runs work while no other process runs work in this folder under the same name. */
  async alone<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.open();
    const file = await Deno.open(this.pathOf(name), { create: true, write: true, mode: 0o600 });
    // Not with `using`: the minifier drops that where a variable is used once, in the next statement.
    try {
      // The system unlocks it, however this process ends. Some network file systems have no locks.
      await file.lock(true).catch(() => {});
      return await work();
    } finally {
      file.close();
    }
  }

  async #check(): Promise<void> {
    const info = await Deno.lstat(this.path);
    // The user's own link elsewhere is as good as a folder.
    const folder = info.isSymlink && isOwn(info) ? await Deno.stat(this.path) : info;
    if (!folder.isDirectory) throw this.#unusable("it is not a folder");
    if (!isOwn(folder)) throw this.#unusable("it belongs to another user");
    if (folder.mode === null || (folder.mode & OTHERS) === 0 || Deno.build.os === "windows") return;
    await Deno.chmod(this.path, 0o700).catch((cause) => {
      throw this.#unusable(cause);
    });
  }

  #unusable(cause: unknown): ConfigError {
    if (cause instanceof ConfigError) return cause;
    const flag = missingFlag(cause);
    if (flag !== null) return new ConfigError(`${this.path}: Deno needs ${flag}`, { cause });
    const why = messageOf(cause).replace(/ \(os error \d+\).*$/s, "");
    return new ConfigError(`Cannot keep ${this.#what} in ${this.path}: ${why}`, { cause });
  }
}

/** Whether a file belongs to this user, as far as the system tells. */
function isOwn({ uid }: Deno.FileInfo): boolean {
  const me = isGranted({ name: "sys", kind: "uid" }) ? Deno.uid() : null;
  return uid === null || me === null || uid === me;
}

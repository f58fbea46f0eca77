import { ConfigError } from "./errors.ts";
import { messageOf } from "./message_of.ts";
import { isGranted, missingFlag } from "./permission.ts";
import { quickClock } from "./quick_clock.ts";

/** Maximum seconds to wait for other processes, and for files on a server that may be silent. */
const LONGEST_SECONDS = 3;
/** Bits of a mode that let others in. */
const OTHERS = 0o077;

/**
 * Paths of what has taken too long, and goes on. It is not tried again meanwhile: each try would
 * hold one of the threads that Deno has for the system's files and names, in 2.6 no more than 32.
 */
const stuck = new Set<string>();

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
   * Reads a file; `null` if there is none.
   *
   * @throws {ConfigError} if it or the folder is not the user's own, or it can't be read.
   */
  read(name: string): Promise<string | null> {
    return this.#inTime(name, () => this.#read(name));
  }

  /**
   * Replaces a file, at once or not at all; only the user can read it.
   *
   * @throws {ConfigError} if that can't be done.
   */
  write(name: string, text: string): Promise<void> {
    return this.#inTime(name, () => this.#write(name, text));
  }

  /**
   * Runs work while no other process runs work in this folder under the same name. It does not wait
   * for more than `seconds`, nor for what waits already: another process may have been stopped in
   * its midst, and a job may hang on this one.
   *
   * @throws {ConfigError} if the folder is not the user's own, or can't be made.
   */
  async alone<T>(
    name: string,
    work: () => Promise<T>,
    seconds: number = LONGEST_SECONDS,
  ): Promise<T> {
    const path = this.pathOf(name);
    const locking = stuck.has(path) ? null : this.#lock(path);
    const file = locking && await unlessStuck(path, locking, seconds);
    // Not with `using`: the minifier drops that where a variable is used once, in the next statement.
    try {
      return await work();
    } finally {
      if (file) file.close();
      else locking?.then((file) => file.close(), () => {});
    }
  }

  async #read(name: string): Promise<string | null> {
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

  async #write(name: string, text: string): Promise<void> {
    await this.#make();
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

  /** Locks a file until it is closed; the system unlocks it, however this process ends. */
  async #lock(path: string): Promise<Deno.FsFile> {
    await this.#make();
    const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
    await file.lock(true).catch(() => {}); // Some network file systems have no locks.
    return file;
  }

  /** Makes the folder, or checks that nobody else can read or replace what is in it. */
  async #make(): Promise<void> {
    try {
      await Deno.mkdir(this.path, { recursive: true, mode: 0o700 });
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AlreadyExists)) throw this.#unusable(cause);
    }
    await this.#check();
  }

  async #inTime<T>(name: string, work: () => Promise<T>): Promise<T> {
    const path = this.pathOf(name);
    const result = stuck.has(path)
      ? null
      : await unlessStuck(path, work().then((value) => ({ value })));
    if (result === null) throw this.#unusable(`nothing happens for ${LONGEST_SECONDS} s`);
    return result.value;
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

/** Waits for work on a path; `null` if it takes too long. */
async function unlessStuck<T>(
  path: string,
  work: Promise<T>,
  seconds: number = LONGEST_SECONDS,
): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const cancel = quickClock.after(seconds, () => {
    stuck.add(path);
    const free = (): void => void stuck.delete(path);
    work.then(free, free);
    resolve(null);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}

/** Whether a file belongs to this user, as far as the system tells. */
function isOwn({ uid }: Deno.FileInfo): boolean {
  const me = isGranted({ name: "sys", kind: "uid" }) ? Deno.uid() : null;
  return uid === null || me === null || uid === me;
}

import { CommandError } from "../errors.ts";
import { COMMAND_LINKS } from "../which_command.ts";
import { lookAt } from "./same_file.ts";
import { messageOf } from "../../lib/message_of.ts";
import { basename, dirname, join } from "../paths.ts";

/** Options of {@linkcode makeLinks}. */
export interface LinkOptions {
  /** Folder of the links. */
  folder: string;
  /** Target of the links. */
  executable: string;
  /**
   * Operating system, which determines the kind of link.
   *
   * @default {Deno.build.os}
   */
  os?: typeof Deno.build.os;
}

/** Result for a link. */
export interface LinkReport {
  /** Path of the link. */
  path: string;
  /** What was done. */
  done: "made" | "there already" | "removed" | "not there" | "left alone";
}

/**
 * Creates a link to the executable for each name of the Python client, or none if anything else is
 * in the way.
 *
 * @throws {CommandError} if so, or if the folder can't be written.
 */
export async function makeLinks(options: LinkOptions): Promise<LinkReport[]> {
  const { executable, folder } = options;
  const links = await lookAtAll(options);
  const taken = links.filter(({ found }) => found === "something else").map(({ path }) => path);
  if (taken.length > 0) {
    throw new CommandError(
      `Cannot make ${taken.join(", ")}: something else is there, which is not a link to ` +
        executable,
      { steps: [["Move it away, or name another folder", "spalloc links FOLDER"]] },
    );
  }
  return await reachable("make links in", folder, async () => {
    const reports: LinkReport[] = [];
    for (const { path, found } of links) {
      if (found === "nothing") await link(path, options);
      reports.push({ path, done: found === "nothing" ? "made" : "there already" });
    }
    return reports;
  });
}

/**
 * Removes the links to the executable, and nothing else.
 *
 * @throws {CommandError} if the folder can't be written.
 */
export async function removeLinks(options: LinkOptions): Promise<LinkReport[]> {
  const links = await lookAtAll(options);
  return await reachable("remove links from", options.folder, async () => {
    const reports: LinkReport[] = [];
    for (const { path, found } of links) {
      if (found === "our link") await Deno.remove(path);
      const done = found === "our link"
        ? "removed"
        : found === "nothing"
        ? "not there"
        : "left alone";
      reports.push({ path, done });
    }
    return reports;
  });
}

async function lookAtAll({ folder, executable, os = Deno.build.os }: LinkOptions) {
  return await reachable("look into", folder, async () => {
    if (!(await Deno.stat(folder)).isDirectory) throw new Deno.errors.NotADirectory();
    const suffix = os === "windows" ? ".exe" : "";
    return await Promise.all(COMMAND_LINKS.map(async (name) => {
      const path = join(folder, name + suffix);
      return { path, found: await lookAt(path, executable, os) };
    }));
  });
}

async function link(path: string, { executable, os = Deno.build.os }: LinkOptions): Promise<void> {
  if (os === "windows") {
    // Another drive takes no hard link; a symbolic one would take an administrator.
    return await Deno.link(executable, path).catch(() => Deno.copyFile(executable, path));
  }
  // Both may be moved together where they are neighbours.
  const isNeighbour = await Deno.realPath(dirname(path)) ===
    await Deno.realPath(dirname(executable));
  await Deno.symlink(isNeighbour ? basename(executable) : await Deno.realPath(executable), path);
}

/** Reports errors of a folder in terms of the folder. */
async function reachable<T>(
  what: string,
  folder: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const isForbidden = cause instanceof Deno.errors.PermissionDenied ||
      cause instanceof Deno.errors.NotCapable;
    const why = isForbidden ? "it is not allowed" : explain(cause);
    throw new CommandError(`Cannot ${what} ${folder}: ${why}`, {
      cause,
      ...(isForbidden &&
        { steps: [["Name a folder of your own on your PATH", "spalloc links FOLDER"]] }),
    });
  }
}

function explain(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such folder";
  if (cause instanceof Deno.errors.NotADirectory) return "it is not a folder";
  return messageOf(cause);
}

import { decodeFile } from "../../lib/config/decode.ts";
import { editConfig } from "../../lib/config/edit.ts";
import { lookFor } from "../../lib/config/files.ts";
import type { Settings } from "../../lib/config/mod.ts";
import { CommandError, osReason } from "../errors.ts";
import { dirname, join } from "../paths.ts";

/**
 * Sets options in a file, or removes those that are `null`, and returns whether that changed
 * anything. The file is replaced at once or not at all.
 *
 * @throws {ConfigError} if what is there is no configuration file.
 * @throws {CommandError} if it can't be written.
 */
export async function writeSettings(
  path: string,
  values: Partial<Record<keyof Settings, string | null>>,
): Promise<boolean> {
  // A link stays a link: what it leads to is written.
  const target = await Deno.realPath(path).catch(() => path);
  const before = await textOf(target, path);
  const after = editConfig(before, values, path);
  if (after === before) return Object.values(values).some((value) => value !== null);
  const draft = join(dirname(target), `.spalloc.${Deno.pid}.tmp`);
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
    const { mode } = await Deno.stat(target).catch(ifMissing({ mode: null }));
    await Deno.writeTextFile(draft, after, { createNew: true });
    if (mode !== null) await Deno.chmod(draft, mode & 0o777);
    await Deno.rename(draft, target);
    return true;
  } catch (cause) {
    await Deno.remove(draft).catch(() => {});
    const why = osReason(cause);
    throw new CommandError(`Cannot write ${path}: ${why}`, { cause });
  }
}

/** Reads a file's text, as carefully as for its settings; empty if it does not exist. */
async function textOf(target: string, path: string): Promise<string> {
  const { file, bytes } = await lookFor(target);
  // A file in the place of /dev/null, which reads as empty, would replace it for all programs.
  const isFile = bytes !== undefined && (await Deno.stat(target)).isFile;
  if (isFile) return decodeFile(path, bytes);
  if (file.status === "missing") return "";
  const why = file.status === "unreadable" ? "you cannot enter its folder" : "it is not a file";
  throw new CommandError(`Cannot write ${path}: ${why}`);
}

function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Deno.errors.NotFound) return value;
    throw error;
  };
}

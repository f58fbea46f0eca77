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
  const { text: before, mode } = await readFile(target, path);
  const after = editConfig(before, values, path);
  if (after === before) return Object.values(values).some((value) => value !== null);
  const draft = join(dirname(target), `.spalloc.${Deno.pid}.tmp`);
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
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

/** Reads a file's text, as carefully as for its settings, and its mode; empty if it does not exist. */
async function readFile(
  target: string,
  path: string,
): Promise<{ text: string; mode: number | null }> {
  const { file, bytes } = await lookFor(target);
  // A file in the place of /dev/null, which reads as empty, would replace it for all programs.
  const info = bytes && await Deno.stat(target);
  if (bytes && info?.isFile) return { text: decodeFile(path, bytes), mode: info.mode };
  if (file.status === "missing") return { text: "", mode: null };
  const why = file.status === "unreadable" ? "you cannot enter its folder" : "it is not a file";
  throw new CommandError(`Cannot write ${path}: ${why}`);
}

import { dirname, join } from "@std/path";
import { editConfig } from "../../lib/config/edit.ts";
import type { Settings } from "../../lib/config/mod.ts";
import { CommandError } from "../errors.ts";

/** Sets options in a file, which is replaced at once or not at all. */
export async function writeSettings(
  path: string,
  values: Partial<Record<keyof Settings, string>>,
): Promise<void> {
  // A link stays a link: what it leads to is written.
  const target = await Deno.realPath(path).catch(() => path);
  const before = await Deno.readTextFile(target).catch(ifMissing(""));
  const after = editConfig(before, values, path);
  const draft = join(dirname(target), `.spalloc.${Deno.pid}.tmp`);
  try {
    await Deno.mkdir(dirname(target), { recursive: true });
    const { mode } = await Deno.stat(target).catch(ifMissing({ mode: null }));
    await Deno.writeTextFile(draft, after, { createNew: true });
    if (mode !== null) await Deno.chmod(draft, mode & 0o777);
    await Deno.rename(draft, target);
  } catch (cause) {
    await Deno.remove(draft).catch(() => {});
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(1, `Cannot write ${path}: ${why}`, { cause });
  }
}

function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Deno.errors.NotFound) return value;
    throw error;
  };
}

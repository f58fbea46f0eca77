import { LAZY_PATHS } from "../../commands/lazy.ts";
import { withoutTimes } from "./stage.ts";

/** How `commands/lazy.ts` loads a module, by a path that nobody can know beforehand. */
const LAZILY = "await import(path)";

/**
 * Joins the modules of a staged source to a few files: whatever is loaded together is one.
 * A module costs 0.3 ms when it is loaded, and the list of jobs takes some seventy.
 *
 * @returns the folder with the files, inside of the staged one; or why there is none, as where
 * `esbuild`, which Deno fetches from npm for this, can't be had.
 */
export async function bundle(
  source: string,
): Promise<{ readonly folder: string } | { readonly reason: string }> {
  const folder = `${source}/bundle`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--code-splitting", "--outdir", folder, "main.ts"],
    cwd: source,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) {
    const [reason = ""] = new TextDecoder().decode(stderr).trim().split("\n", 1);
    return { reason };
  }
  for await (const { name } of Deno.readDir(folder)) await withoutTimes(`${folder}/${name}`);
  return { folder };
}

/**
 * Has a staged source name what it loads only when it is needed, so that it is found and
 * taken along. The program itself does not: from source, Deno would read all of it every time.
 */
export async function nameLazyModules(source: string): Promise<void> {
  const path = `${source}/commands/lazy.ts`;
  const table = LAZY_PATHS.map((path) => `"${path}": () => import("${path}")`).join(",\n");
  const parts = (await Deno.readTextFile(path)).split(LAZILY);
  if (parts.length !== 2) throw new Error(`${path} must have "${LAZILY}", and once`);
  await Deno.writeTextFile(path, parts.join(`await ({ ${table} })[path]()`));
  await withoutTimes(path);
}

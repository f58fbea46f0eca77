import { join, toFileUrl } from "@std/path";

/** Why there is no bundle; it needs no stack trace. */
export class BundleError extends Error {}

/** What a bundle begins with. */
const ENTRY = "scripts/build/entry.ts";

/** What of `deno.json` the program reads; all else there could only make another bundle of it. */
const READ_AT_RUN_TIME = ["version", "released"];

/**
 * Joins a program with all that it imports, minified.
 *
 * The same source, dependencies and Deno make the same text, wherever they are.
 * Imports inside of functions become part of it; they still run when they are reached.
 *
 * @param root The folder of the source.
 * @param main The module that exports `runProgram`; the command line when not given.
 * @throws {BundleError} if it can't be made, as where neither npm nor Deno's cache has `esbuild`,
 * which `deno bundle` needs.
 */
export async function bundle(root: string, main?: URL): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "spalloc-build-" });
  try {
    const output = join(folder, "bundle.js");
    const imports = await writeImports(root, folder, main);
    // Not with `deno.json` itself: `deno bundle` fails where it has `lazy-dynamic-imports`.
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["bundle", "--quiet", "--no-config", "--no-lock", "--vendor", "--minify"],
        ...["--import-map", imports, "--output", output, ENTRY],
      ],
      cwd: root,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
    }).output();
    if (!success) throw new BundleError(explain(new TextDecoder().decode(stderr).trim()));
    return await Deno.readTextFile(output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes what the specifiers in the source stand for, and gives the file. */
async function writeImports(root: string, folder: string, main: URL | undefined): Promise<string> {
  const at = (path: string): string => toFileUrl(join(root, path)).href;
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const read = Object.fromEntries(READ_AT_RUN_TIME.map((key) => [key, config[key]]));
  const project = join(folder, "deno.json");
  await Deno.writeTextFile(project, JSON.stringify(read));
  const imports: Record<string, string> = {};
  for (const [name, target] of Object.entries<string>(config.imports)) {
    imports[name] = target;
    imports[`${name}/`] = `${target.replace(/^jsr:/, "jsr:/")}/`;
  }
  imports[at("deno.json")] = toFileUrl(project).href;
  imports[at("lib/lifeline/worker_module.ts")] = at("scripts/build/worker_module.ts");
  if (main) imports[at("commands/program.ts")] = main.href;
  const path = join(folder, "imports.json");
  await Deno.writeTextFile(path, JSON.stringify({ imports }));
  return path;
}

function explain(said: string): string {
  if (!said.includes("esbuild")) return said;
  const [reason = ""] = said.replace(/^error: /, "").split("\n", 1);
  return `Cannot bundle the program: ${reason}\n` +
    "Deno bundles with esbuild, which it fetches from the npm registry: check the network, " +
    "a proxy (HTTPS_PROXY) or another registry (NPM_CONFIG_REGISTRY)";
}

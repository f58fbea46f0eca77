import { join, toFileUrl } from "@std/path";

/** Thrown when there is no bundle, with the reason; it needs no stack trace. */
export class BundleError extends Error {}

/** Main module of a bundle. */
const ENTRY = "scripts/build/entry.ts";

/** Folder of temporary files, below the source's: its path goes into names of parts. */
const WORKSHOP = "dist/bundling";

/** Keys of `deno.json` that the program reads; the others could only change the bundle. */
const READ_AT_RUN_TIME = ["version", "released"];

/**
 * Joins a program and all its imports to one file, minified.
 *
 * The same source, dependencies and Deno make the same text, wherever they are.
 * Imports inside of functions become part of it; they still run when they are reached.
 *
 * This is done in two steps: to parts, and those to one file. In one step, each module would
 * become a function of its own, and V8 would compile the 200 that a command needs one by one.
 *
 * @param root The folder of the source.
 * @param main The module that exports `runProgram`; the command line when not given.
 * @throws {BundleError} if it can't be made, as where neither npm nor Deno's cache has `esbuild`,
 * which `deno bundle` needs.
 */
export async function bundle(root: string, main?: URL): Promise<string> {
  await using parts = await makeParts(root, { main, worker: "worker_module.ts" });
  await denoBundle(root, join(parts.folder, "entry.js"), ["--outdir", `${WORKSHOP}/joined`]);
  return await Deno.readTextFile(join(root, WORKSHOP, "joined", "entry.js"));
}

/**
 * Joins a program to one file for each part that is loaded separately, all of them in one new
 * folder; `entry.js` is the first.
 *
 * Executables are made of these. Nothing is kept for them of what V8 made of the
 * program, so that whatever is loaded is parsed each time: one file for all takes 15 ms.
 *
 * @throws {BundleError} as {@linkcode bundle} does.
 */
export async function bundleParts(root: string, folder: string, main?: URL): Promise<void> {
  await using parts = await makeParts(root, { main, worker: "worker_module_of_parts.ts" });
  await Deno.mkdir(folder);
  for await (const { name } of Deno.readDir(parts.folder)) {
    await Deno.copyFile(join(parts.folder, name), join(folder, name));
  }
}

/** The parts of a program, until they are disposed of with all else in the workshop. */
interface Parts extends AsyncDisposable {
  readonly folder: string;
}

async function makeParts(
  root: string,
  { main, worker }: { main: URL | undefined; worker: string },
): Promise<Parts> {
  const workshop = join(root, WORKSHOP);
  const dispose = (): Promise<void> => Deno.remove(workshop, { recursive: true });
  await dispose().catch(() => {}); // The remains of an earlier run that was killed.
  await Deno.mkdir(workshop, { recursive: true });
  try {
    const imports = await writeImports(workshop, { root, main, worker });
    const options = ["--code-splitting", "--import-map", imports, "--outdir", `${WORKSHOP}/parts`];
    await denoBundle(root, ENTRY, options);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { folder: join(workshop, "parts"), [Symbol.asyncDispose]: dispose };
}

async function denoBundle(root: string, main: string, options: readonly string[]): Promise<void> {
  // Not with `deno.json` itself: `deno bundle` fails where it has `lazy-dynamic-imports`.
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--no-config", "--no-lock", "--vendor", "--minify"],
      ...options,
      main,
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) throw new BundleError(explain(new TextDecoder().decode(stderr).trim()));
}

/** Writes an import map for the specifiers in the source, and returns its path. */
async function writeImports(
  folder: string,
  { root, main, worker }: { root: string; main: URL | undefined; worker: string },
): Promise<string> {
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
  imports[at("lib/lifeline/worker_module.ts")] = at(`scripts/build/${worker}`);
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

/**
 * Bundles the program, and makes the executable of it for this machine,
 * `dist/lib/spalloc` with the script `dist/spalloc` before it (on Windows
 * `dist/spalloc.exe` alone), or, with `--all`, the folder `dist/release/` with
 * all that a release has: an executable for every system, plain and packed, the
 * script that installs them, the manual page and their SHA-256 sums.
 * `--target NAME` does the same for one system only, and may be repeated.
 *
 * What can't be made is named, and the exit code is 1; the rest is kept. Without
 * a bundle there is nothing to make. With
 * `SPALLOC_RELEASE_URL` the script knows where the files will be downloaded from.
 */
import { parseArgs } from "node:util";
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };
import { MANUAL_PAGES } from "../commands/manual/manual_page.ts";
import { build } from "./build.ts";
import { BundleError, bundleParts } from "./build/bundle.ts";
import { CompileError, makeExecutable, putLauncherBefore } from "./compile/make_executable.ts";
import { installScript, sums } from "./compile/release_files.ts";
import { HOST, type Target, TARGETS } from "./compile/targets.ts";

const ROOT = new URL("../", import.meta.url);
const DIST = new URL("dist/", ROOT);
const RELEASE = new URL("release/", DIST);

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { all: { type: "boolean" }, target: { type: "string", multiple: true } },
  });
  const targets = values.all ? TARGETS : values.target?.map(targetOf);
  if (targets) {
    await build();
    return await makeRelease(targets);
  }
  if (!HOST) throw new CompileError(`the program is not compiled for ${Deno.build.target}`);
  await build();
  if (HOST.suffix !== "") {
    return await makeAll([[HOST, new URL(`spalloc${HOST.suffix}`, DIST)]]) === 1 ? 0 : 1;
  }
  const folder = new URL("lib", DIST);
  await Deno.mkdir(folder, { recursive: true });
  if (await makeAll([[HOST, new URL("lib/spalloc", DIST)]]) === 0) return 1;
  await putLauncherBefore({ folder, script: new URL("spalloc", DIST), root: ROOT });
  return 0;
}

/** Creates `dist/release/` with the executables for some systems. */
async function makeRelease(targets: readonly Target[]): Promise<number> {
  // Nothing of an earlier run may be taken for something of this one.
  await Deno.remove(RELEASE, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(RELEASE, { recursive: true });
  const made = await makeAll(targets.map((target) => [
    target,
    new URL(`spalloc-${project.version}-${target.name}${target.suffix}`, RELEASE),
  ]));
  for (const { name } of await Array.fromAsync(Deno.readDir(RELEASE))) {
    if (!name.endsWith(".exe")) await pack(new URL(name, RELEASE));
  }
  const script = await installScript(ROOT, Deno.env.get("SPALLOC_RELEASE_URL"));
  await Deno.writeTextFile(new URL("install.sh", RELEASE), script, { mode: 0o755 });
  for (const [name, page] of Object.entries(MANUAL_PAGES)) {
    await Deno.writeTextFile(new URL(`${name}.1`, RELEASE), await page());
  }
  await Deno.writeTextFile(new URL("SHA256SUMS", RELEASE), await sums(RELEASE));
  say(`dist/release/: ${made} of ${targets.length} executables, and SHA256SUMS`);
  return made === targets.length ? 0 : 1;
}

/** Creates executables one after the other, and returns how many it could create. */
async function makeAll(wanted: readonly (readonly [Target, URL])[]): Promise<number> {
  const temporary = await Deno.makeTempDir({ prefix: "spalloc-compile-" });
  const folder = `${temporary}/spalloc`;
  try {
    await bundleParts(fromFileUrl(ROOT), folder);
    // Their times go into the executables, whose bytes are to be the same again.
    for await (const { name } of Deno.readDir(folder)) await Deno.utime(`${folder}/${name}`, 0, 0);
    return await makeEach(wanted, folder);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function makeEach(
  wanted: readonly (readonly [Target, URL])[],
  folder: string,
): Promise<number> {
  const missing: string[] = [];
  for (const [target, output] of wanted) {
    try {
      await makeExecutable({ folder, main: "entry.js", target, output: fromFileUrl(output) });
      const { size } = await Deno.stat(output);
      const path = output.pathname.slice(ROOT.pathname.length);
      const tried = target === HOST ? "" : ", not tried on this system";
      say(`${path}, ${(size / 1e6).toFixed(0)} MB, Deno ${Deno.version.deno}${tried}`);
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      say(`${target.name}: ${error.message}`);
      missing.push(target.name);
    }
  }
  if (missing.length > 0) say(`could not be made: ${missing.join(", ")}`);
  return wanted.length - missing.length;
}

/** Compresses a file into another one, `.gz`, which is a third of the download. */
async function pack(file: URL): Promise<void> {
  const packed = (await Deno.open(file)).readable.pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(new URL(`${file}.gz`), packed);
}

function targetOf(name: string): Target {
  const target = TARGETS.find((target) => target.name === name);
  if (target) return target;
  const names = TARGETS.map(({ name }) => name).join(", ");
  throw new CompileError(`there is no target "${name}", but ${names}`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function say(line: string): void {
  console.error(`compile: ${line}`);
}

try {
  Deno.exitCode = await main();
} catch (error) {
  const isExpected = [BundleError, CompileError, TypeError].some((kind) => error instanceof kind);
  if (!isExpected) throw error;
  say((error as Error).message);
  Deno.exitCode = error instanceof BundleError ? 1 : 2;
}

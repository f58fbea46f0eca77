/**
 * Runs all tests, or those in the files and folders that are named: with the
 * permissions that `deno.json` gives to tests; and then, with all permissions,
 * those of the files that ask for them in their first line:
 *
 *     // Permissions: all, because it starts programs.
 *
 * Files run in parallel, one for each processor, or as many at a time as `DENO_JOBS` says.
 *
 * With `SPALLOC_TEST_MANNERS=java`, tests of commands and of the program start servers with Java
 * manners, and the others do not run. With `v2` the program is led to their HTTP API.
 */
import { fromFileUrl, join } from "@std/path";
import { ensureBuilt } from "./build.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
/** Places of tests, and of documentation with examples. */
const EVERYTHING = ["lib", "commands", "tests", "docs", "README.md"];
const ASKS_FOR_ALL = /^\/\/ Permissions: all\b/;
/** Whoever runs the tests may have settings, which are nobody's business here: here are none. */
const NO_SETTINGS = { XDG_CONFIG_DIRS: join(ROOT, "tests"), XDG_CONFIG_HOME: join(ROOT, "tests") };
/** Matches the names of files that Deno takes for tests. */
const TEST = /[._]test\.ts$/;
/** Whether only those tests run that start servers of the kind that the environment names. */
const hasKind = Deno.env.get("SPALLOC_TEST_MANNERS") !== undefined;
/** Matches the import of what starts such servers. */
const STARTS_SERVER = /\bfrom ".*\/(?:manners|servers|phases_server)\.ts"/;

/** Divides tests into those that do with some permissions and those that ask for all. */
async function divide(paths: readonly string[]): Promise<{ some: string[]; all: string[] }> {
  const some: string[] = [];
  const all: string[] = [];
  for (const path of paths) {
    const files = (await Array.fromAsync(filesIn(path))).filter((file) => TEST.test(file));
    // Modules and documentation have their examples, which are tests as well.
    if (files.length === 0) some.push(path);
    for (const file of files.sort()) {
      const text = await Deno.readTextFile(join(ROOT, file));
      if (hasKind && !STARTS_SERVER.test(text)) continue;
      (ASKS_FOR_ALL.test(text) ? all : some).push(file);
    }
  }
  return { some, all };
}

async function* filesIn(path: string): AsyncGenerator<string> {
  const { isDirectory } = await Deno.stat(join(ROOT, path));
  if (!isDirectory) return yield path;
  for await (const { name } of Deno.readDir(join(ROOT, path))) yield* filesIn(`${path}/${name}`);
}

async function denoTest(...args: string[]): Promise<boolean> {
  const options = { args: ["test", ...args], cwd: ROOT, env: NO_SETTINGS };
  return (await new Deno.Command(Deno.execPath(), options).spawn().status).success;
}

// Several tests need the bundle, and two can't make it at the same time.
if (Deno.args.length === 0) await ensureBuilt();
const { some, all } = await divide(Deno.args.length === 0 ? EVERYTHING : Deno.args);
const results = [
  some.length === 0 || await denoTest("-P", "--doc", "--parallel", ...some),
  all.length === 0 || await denoTest("-A", "--parallel", ...all),
];
Deno.exitCode = results.every((isGood) => isGood) ? 0 : 1;

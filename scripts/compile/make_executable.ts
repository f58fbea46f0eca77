import { fromFileUrl } from "@std/path";
import { HOST, systemOfFile, type Target } from "./targets.ts";

/**
 * Options baked into the executable.
 *
 * All permissions, since nothing less will do: Deno lets only those who have
 * all of them read `/proc`, where Linux tells which signals `nohup` has turned
 * off and what a command has started, and write `/dev/stdout`. Without, both
 * fail without a word, and processes are left behind on boards.
 *
 * No code cache: the runtime would keep it as `/tmp/deno-compile-spalloc.cache`,
 * where on a shared machine anybody could put another one first.
 *
 * At most 4 MB for new objects: V8 takes 16 of them in the course of an hour with
 * `ps --watch`, for nothing (122 MB in all instead of 79), and is no faster with them.
 *
 * Machine code of V8's first compiler (Sparkplug) only for 16 times as many instructions as it
 * waits for by itself: most runs are over before it is of use, but not before another thread has
 * made it, which takes 10 % of `ps`. What runs for long is compiled by the others anyway.
 */
const BAKED_IN = [
  "--allow-all",
  "--no-prompt",
  "--no-code-cache",
  "--v8-flags=--max-semi-space-size=4,--baseline-batch-compilation-threshold=65536",
];

/** Thrown when an executable could not be created, with the reason; it needs no stack trace. */
export class CompileError extends Error {}

/** Options of {@linkcode makeExecutable}. */
export interface MakeOptions {
  /** Folder with the program, in which all files have the same age. */
  folder: string;
  /** Main module in that folder. */
  main: string;
  target: Target;
  /** Path of the executable. */
  output: string;
}

/**
 * Creates an executable: `deno compile` puts the program behind `denort`, a runtime of Deno's own
 * version, fetched from the network or named in `DENORT_BIN`.
 *
 * @throws {CompileError} if it can't be made, or is not what it should be.
 */
export async function makeExecutable(
  { folder, main, target, output }: MakeOptions,
): Promise<void> {
  const runtime = await givenRuntime(target);
  const draft = `${output}.${Deno.pid}${target.suffix}`;
  try {
    const { DENORT_BIN: _, ...env } = Deno.env.toObject();
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["compile", "--quiet", "--no-check", "--no-config", ...BAKED_IN],
        ...["--target", target.triple, "--output", draft, main],
      ],
      cwd: folder,
      clearEnv: true,
      env: { ...env, NO_COLOR: "1", ...(runtime && { DENORT_BIN: runtime }) },
      stdin: "null",
      stdout: "null",
    }).output();
    if (!success) throw new CompileError(explain(new TextDecoder().decode(stderr), runtime));
    await check(draft, target, runtime);
    await Deno.rename(draft, output);
  } finally {
    await Deno.remove(draft).catch(() => {}); // It has its name by now, or was never made.
  }
}

/**
 * Returns the `denort` of `DENORT_BIN`, if it is for the target: Deno would accept it for any, and
 * the executable would have the wrong name.
 */
async function givenRuntime(target: Target): Promise<string | null> {
  const path = Deno.env.get("DENORT_BIN");
  if (!path) return null;
  const system = await systemOfFile(path).catch((error) => {
    throw new CompileError(`cannot read DENORT_BIN=${path}: ${error.message}`);
  });
  if (system === null) throw new CompileError(`DENORT_BIN=${path} is no executable`);
  return system === target.name ? path : null;
}

/** Checks that an executable is for its target and, if that is this system, that it runs. */
async function check(path: string, target: Target, runtime: string | null): Promise<void> {
  const system = await systemOfFile(path);
  if (system !== target.name) {
    throw new CompileError(`what was made is for ${system ?? "no system"}: it is thrown away`);
  }
  if (target !== HOST) return;
  const args = ["--version"];
  const { code, stdout } = await new Deno.Command(path, { args, stdin: "null" }).output();
  if (code !== 0 || !/^\d+\.\d+\.\d+/.test(new TextDecoder().decode(stdout))) {
    const of = runtime === null ? "" : ` Is ${runtime} the denort of Deno ${Deno.version.deno}?`;
    throw new CompileError(`what was made does not run: it is thrown away.${of}`);
  }
}

function explain(said: string, runtime: string | null): string {
  const given = Deno.env.get("DENORT_BIN");
  if (runtime !== null) {
    return `${said.trim()}\nIs ${runtime} the denort of Deno ${Deno.version.deno}?`;
  }
  if (/denort|download|https:|dns error/i.test(said)) {
    return `the denort of Deno ${Deno.version.deno} for it can't be downloaded here` +
      (given ? `, and DENORT_BIN=${given} is for another system. ` : ". ") +
      "Where the network reaches Deno's downloads, run this again; or name a denort of exactly " +
      "that version and for that system: DENORT_BIN=/path/to/denort";
  }
  return said.trim();
}

/**
 * Puts a script before an executable, as `scripts/install.sh` does, that corrects what the runtime
 * would fail on before the program begins.
 *
 * @throws {CompileError} if it can't be made.
 */
export async function putLauncherBefore(
  { folder, script, root }: { folder: URL; script: URL; root: URL },
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: [fromFileUrl(new URL("scripts/install.sh", root)), "--launcher", fromFileUrl(folder)],
    stdin: "null",
  }).output();
  if (!success) throw new CompileError(new TextDecoder().decode(stderr).trim());
  const draft = new URL(`${script}.${Deno.pid}`);
  await Deno.writeFile(draft, stdout, { mode: 0o755 });
  await Deno.rename(draft, script); // Somebody may just be running what was there.
}

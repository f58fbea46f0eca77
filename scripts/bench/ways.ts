import { join } from "@std/path";
import { ensureBuilt } from "../build.ts";
import { executable } from "../built.ts";
import type { Contestant } from "./contest.ts";
import { CannotMeasure } from "./row.ts";

const RUN = ["run", "--quiet", "--allow-all", "--no-check"];

/** A way to run the program, and an empty program in the same way. */
export interface Way {
  readonly name: string;
  spalloc(...args: string[]): Contestant;
  /** Empty program, or the reason why there is none. */
  readonly empty: Contestant | { readonly reason: string };
  /** Maximum shares of the Python client's time. */
  readonly pythonShare: { readonly ps: number; readonly alloc: number };
  /** Maximum ratio to an empty program's memory; `null` for no target. */
  readonly memoryFactor: number | null;
}

/** Returns the bundle, run by this Deno. */
export async function bundleWay(folder: string): Promise<Way> {
  const bundle = await ensureBuilt();
  const empty = join(folder, "empty.js");
  await Deno.writeTextFile(empty, "");
  const command = Deno.execPath();
  return {
    name: `the bundle run by deno ${Deno.version.deno}`,
    spalloc: (...args) => ({ command, args: [...RUN, bundle, ...args] }),
    empty: { command, args: [...RUN, empty] },
    pythonShare: { ps: 0.45, alloc: 0.5 },
    memoryFactor: null,
  };
}

/** Deno that compiles executables, if it is another one: `DENORT_BIN` is of its version. */
const COMPILER = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();

/**
 * Returns the executable, beside one of an empty program.
 *
 * @throws CannotMeasure where there is no executable of today's source.
 */
export async function executableWay(folder: string): Promise<Way> {
  if ("reason" in executable) throw new CannotMeasure(executable.reason);
  const { path } = executable;
  return {
    name: `executable made by ${await version(COMPILER)}`,
    spalloc: (...args) => ({ command: path, args }),
    empty: await compileEmpty(folder),
    pythonShare: { ps: 0.6, alloc: 0.6 },
    memoryFactor: 1.15,
  };
}

async function compileEmpty(folder: string): Promise<Way["empty"]> {
  const source = join(folder, "empty.ts");
  const output = join(folder, "empty");
  await Deno.writeTextFile(source, "");
  const { success } = await new Deno.Command(COMPILER, {
    args: ["compile", "--quiet", "--no-config", "--allow-all", "--no-check", "-o", output, source],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (success) return { command: output, args: [] };
  return { reason: "deno compile has no denort of its own version here" };
}

/** Returns the first words of `deno --version`: `deno 2.9.6`. */
async function version(deno: string): Promise<string> {
  const { stdout } = await new Deno.Command(deno, { args: ["--version"] }).output();
  return new TextDecoder().decode(stdout).split(" ", 2).join(" ");
}

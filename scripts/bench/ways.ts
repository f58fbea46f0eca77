import { fromFileUrl, join } from "@std/path";
import { executable } from "../executable.ts";
import type { Contestant } from "./contest.ts";
import { CannotMeasure } from "./row.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const FROM_SOURCE = ["run", "--quiet", "--allow-all", "--no-check"];

/** A way to run the program, and an empty program in the same way. */
export interface Way {
  readonly name: string;
  spalloc(...args: string[]): Contestant;
  /** `null` where there is none, for a reason. */
  readonly empty: Contestant | { readonly reason: string };
}

/** From source, with this Deno. */
export async function sourceWay(folder: string): Promise<Way> {
  const empty = join(folder, "empty.ts");
  await Deno.writeTextFile(empty, "");
  const command = Deno.execPath();
  return {
    name: "from source",
    spalloc: (...args) => ({ command, args: [...FROM_SOURCE, join(ROOT, "main.ts"), ...args] }),
    empty: { command, args: [...FROM_SOURCE, empty] },
  };
}

/** The Deno to make executables with, where it is another one: `DENORT_BIN` is of its version. */
const COMPILER = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();

/**
 * The executable, beside one that is made of an empty program.
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

/** The first words of what Deno says of itself: `deno 2.9.6`. */
async function version(deno: string): Promise<string> {
  const { stdout } = await new Deno.Command(deno, { args: ["--version"] }).output();
  return new TextDecoder().decode(stdout).split(" ", 2).join(" ");
}

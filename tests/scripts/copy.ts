import { fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Whether the dependencies are here: elsewhere they would have to be fetched. */
export const hasVendor: boolean = await exists(join(ROOT, "vendor"));

/** The Deno to make executables with, where it is another one: `DENORT_BIN` is of its version. */
export const COMPILER: string = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();

/** Files that the scripts need to build and to compile. */
const PARTS = ["deno.json", "main.ts", "commands", "lib", "scripts", "vendor"];

/** An environment in which nothing can be fetched. */
export const OFFLINE: Readonly<Record<string, string>> = {
  HTTPS_PROXY: "http://127.0.0.1:1",
  https_proxy: "http://127.0.0.1:1",
  NO_PROXY: "",
  no_proxy: "",
};

/** A copy of the project. */
export class Copy implements AsyncDisposable {
  readonly #parent: string;
  readonly #folder: string;

  private constructor(parent: string, name: string) {
    this.#parent = parent;
    this.#folder = join(parent, name);
  }

  /** Makes a copy in a folder of some name. */
  static async make(name = "project"): Promise<Copy> {
    const copy = new Copy(await Deno.makeTempDir(), name);
    await Deno.mkdir(copy.#folder);
    for (const part of PARTS) await copyAll(join(ROOT, part), copy.at(part));
    return copy;
  }

  /** Path of a part of it. */
  at(name: string): string {
    return join(this.#folder, name);
  }

  /** Runs one of its scripts with all permissions. */
  async run(
    script: string,
    args: readonly string[] = [],
    { deno = Deno.execPath(), env = {} }: { deno?: string; env?: Record<string, string> } = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await new Deno.Command(deno, {
      args: ["run", "-A", "--no-check", "--quiet", script, ...args],
      cwd: this.#folder,
      env: { NO_COLOR: "1", ...env },
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  /** Removes the copy. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#parent, { recursive: true });
  }
}

async function copyAll(from: string, to: string): Promise<void> {
  const info = await Deno.stat(from).catch(() => null);
  if (info?.isFile) return await Deno.copyFile(from, to);
  if (!info?.isDirectory) return;
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copyAll(join(from, name), join(to, name));
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

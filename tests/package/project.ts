import { dirname, join } from "@std/path";
import { type Ended, type Program, Run, run, type Surroundings } from "../end_to_end/program.ts";
import { publishedFiles, readManifest, ROOT, withWholeSpecifiers } from "./published.ts";

/**
 * Somebody's own folder, with nothing of this repository in it: the package is
 * there as JSR serves it, and so are the stand-ins for its dependencies where
 * JSR is out of reach.
 */
export class Project implements AsyncDisposable {
  /** Path of the project. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates the folder. */
  static async make(): Promise<Project> {
    const project = new Project(await Deno.realPath(await Deno.makeTempDir()));
    const registry = join(project.folder, "vendor", "jsr.io");
    await copyFolder(join(ROOT, "vendor", "jsr.io"), registry);
    await serve(registry);
    return project;
  }

  /** Writes a file of the user's own. */
  async write(name: string, text: string): Promise<void> {
    const path = join(this.folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }

  /** Runs `deno` in the folder to its end. */
  run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
    return run(DENO, args, this.#here(surroundings));
  }

  /** Runs `deno` in the folder. */
  start(args: readonly string[], surroundings: Surroundings = {}): Run {
    return new Run(DENO, args, this.#here(surroundings));
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }

  #here({ env = {}, ...others }: Surroundings): Surroundings {
    const quiet = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    return { cwd: this.folder, env: { ...quiet, ...env }, ...others };
  }
}

const DENO: Program = { name: "source", path: Deno.execPath(), args: [] };

/** Lays the package out as its own page on JSR would have it. */
async function serve(registry: string): Promise<void> {
  const { name, version, exports, imports } = await readManifest();
  const folder = join(registry, name);
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const path of await publishedFiles()) {
    const text = await Deno.readTextFile(join(ROOT, path));
    const served = path.endsWith(".ts") ? withWholeSpecifiers(text, imports) : text;
    const bytes = new TextEncoder().encode(served);
    await Deno.mkdir(dirname(join(folder, version, path)), { recursive: true });
    await Deno.writeFile(join(folder, version, path), bytes);
    manifest[`/${path}`] = { size: bytes.length, checksum: `sha256-${await sha256(bytes)}` };
  }
  const [scope, short] = name.slice(1).split("/");
  const meta = { scope, name: short, latest: version, versions: { [version]: {} } };
  await Deno.writeTextFile(join(folder, "meta.json"), JSON.stringify(meta));
  const whole = JSON.stringify({ manifest, exports });
  await Deno.writeTextFile(join(folder, `${version}_meta.json`), whole);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  try {
    for await (const { name, isDirectory } of Deno.readDir(from)) {
      if (isDirectory) await copyFolder(join(from, name), join(to, name));
      else await Deno.copyFile(join(from, name), join(to, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // then Deno asks JSR itself
  }
}

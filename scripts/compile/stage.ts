/** What the program is made of, where it is there: `vendor/` is not where Deno reaches JSR. */
const PARTS = ["main.ts", "deno.json", "commands", "lib", "vendor"];

/** A copy of the source in which nothing tells when or where it was checked out. */
export interface Stage extends AsyncDisposable {
  /** The folder that it is in. */
  readonly folder: string;
}

/**
 * Copies the source for `deno compile`, which puts the times of the files into
 * the executable: with the same times it makes the same bytes from the same source.
 */
export async function makeStage(root: URL): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "spalloc-compile-" });
  const dispose = (): Promise<void> => Deno.remove(folder, { recursive: true });
  try {
    for (const part of PARTS) await copy(new URL(part, root), `${folder}/${part}`);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: dispose };
}

async function copy(from: URL, to: string): Promise<void> {
  const info = await Deno.stat(from).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (info?.isDirectory) {
    await Deno.mkdir(to);
    for await (const { name } of Deno.readDir(from)) {
      await copy(new URL(`${encodeURIComponent(name)}`, `${from}/`), `${to}/${name}`);
    }
  } else if (info?.isFile) {
    await Deno.writeFile(to, await Deno.readFile(from), { mode: 0o644 });
    await withoutTimes(to);
  }
}

/** Makes a file as old as all the others. */
export async function withoutTimes(file: string): Promise<void> {
  await Deno.utime(file, 0, 0);
}

import { fromFileUrl, join } from "@std/path";
import { ensureBuilt } from "../../scripts/build.ts";

/** The root of the repository. */
export const ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** Facts of the package in `deno.json`. */
export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string>;
  imports: Record<string, string>;
}

/** Reads what `deno.json` says of the package. */
export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
}

/** The files that `deno publish` would upload, by their paths from the root. */
export async function publishedFiles(): Promise<string[]> {
  await ensureBuilt();
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (code !== 0) throw new Error(said);
  const root = new URL("../../", import.meta.url).href;
  return [...said.matchAll(/^\s+(file:\/\/\S+) \([\d.]+\w+\)$/gm)]
    .map(([, url = ""]) => decodeURIComponent(url.slice(root.length))).sort();
}

/** A module as JSR serves it: bare names are made whole, with the versions of `deno.json`. */
export function withWholeSpecifiers(text: string, imports: Manifest["imports"]): string {
  // What begins with a star is an example in a comment, which stays as it is.
  const specifier = /^(?!\s*\*)(.*?\b(?:from|import)\s*\(?\s*")(@[^"]+)"/gm;
  return text.replaceAll(specifier, (_, before: string, name: string) => {
    const bare = Object.keys(imports).find((key) => name === key || name.startsWith(`${key}/`));
    if (bare === undefined) throw new Error(`deno.json has no import for ${name}`);
    return `${before}${imports[bare]}${name.slice(bare.length)}"`;
  });
}

/**
 * Makes a site of the library's documentation in `dist/doc/`.
 *
 * Deno writes imports there as the paths of the entry points; users import
 * them by the name of the package.
 */
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const FOLDER = `${ROOT}dist/doc`;

const entryPoints = Object.values(project.exports);
const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--html", `--name=${project.name}`, `--output=${FOLDER}`, ...entryPoints],
  cwd: ROOT,
}).output();
if (!success) throw new Error("deno doc failed: see deno doc --html lib/mod.ts");
console.error(`doc: ${await nameImports(FOLDER)} pages in dist/doc/, from index.html on`);

/** Replaces import paths with those of users, and returns the number of pages. */
async function nameImports(folder: string): Promise<number> {
  let pages = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) pages += await nameImports(path);
    if (!name.endsWith(".html")) continue;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, named(text));
    pages++;
  }
  return pages;
}

function named(page: string): string {
  return page.replace(/from &quot;(\.|cli|simulator)&quot;/g, (_, entry: string) => {
    const path = entry === "." ? "" : `/${entry}`;
    return `from &quot;jsr:${project.name}${path}&quot;`;
  });
}

import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md"];

Deno.test("what the documentation links to and names is there", async () => {
  const docs = Array.from(Deno.readDirSync(join(ROOT, "docs")), ({ name }) => `docs/${name}`);
  const missing: string[] = [];
  for (const page of [...PAGES, ...docs.filter((name) => name.endsWith(".md"))]) {
    const text = await Deno.readTextFile(join(ROOT, page));
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
      .map(([, path = ""]) => join(dirname(page), path));
    const named = [...text.matchAll(/`((?:tests|docs|scripts|commands|lib)\/[\w./]+)`/g)]
      .map(([, path = ""]) => path);
    for (const path of [...links, ...named]) {
      if (!await exists(join(ROOT, path))) missing.push(`${page}: ${path}`);
    }
  }
  assertEquals(missing, []);
});

Deno.test("every promise is shown by a test", async () => {
  const text = await Deno.readTextFile(join(ROOT, "docs/promises.md"));
  const [promises = ""] = text.split("## What does not hold");
  const rows = promises.split("\n").filter((line) => /^\| (?!promise|-)/.test(line));
  assertEquals(rows.filter((row) => !/`tests\/[\w/]+_test\.ts`/.test(row)), []);
  assertEquals(rows.length > 10, true);
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

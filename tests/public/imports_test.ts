// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

const LIB = new URL("../../lib/", import.meta.url);

/** A module, as `deno info --json` describes it. */
interface Module {
  specifier: string;
  dependencies?: { isDynamic?: boolean; code?: { specifier: string } }[];
}

/** The modules that are loaded with one of the library, before anything is called. */
async function loadedWith(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fromFileUrl(new URL(path, LIB))],
    stdin: "null",
  }).output();
  const { roots, modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    roots: string[];
    modules: Module[];
  };
  const loaded = new Set(roots);
  for (const specifier of loaded) {
    const found = modules.find((module) => module.specifier === specifier);
    for (const { isDynamic, code } of found?.dependencies ?? []) {
      if (!isDynamic && code) loaded.add(code.specifier);
    }
  }
  return [...loaded];
}

Deno.test("importing the library loads neither packages, nor workers, nor what reads the configuration", async () => {
  const loaded = await loadedWith("mod.ts");
  assert(loaded.length > 20, "the modules of the library went uncounted");
  assertEquals(loaded.filter((specifier) => !specifier.startsWith(LIB.href)), []);
  const parts = [
    "config/parse.ts",
    "config/dialect.ts",
    "lifeline/worker.ts",
    "simulator/",
    "render/",
  ];
  for (const part of parts) {
    const found = loaded.filter((specifier) => specifier.startsWith(LIB.href + part));
    assertEquals(found, [], `${part} is loaded before anybody needs it`);
  }
});

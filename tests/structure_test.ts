import { assertEquals } from "@std/assert";
import { COMMANDS } from "../commands/which_command.ts";

const ROOT = new URL("../", import.meta.url);

/** The commands, by the names of their modules and folders. */
const COMMAND_NAMES = Object.keys(COMMANDS).map((name) => name.replace("-", "_"));

/** Modules above the commands, which may know them all. */
const ABOVE = ["load_command", "program", "run_command"].map((name) => `commands/${name}.ts`);

/**
 * Matches the imports of a module, at the top or later, values or types: in the form of `deno fmt`.
 */
const IMPORTS = /^(?:import|export|\}).*? from "(.+?)"|^import "(.+?)"|\bimport\("(.+?)"/gm;

/** A module, by its path from the root, and the modules of this repository that it imports. */
type Graph = ReadonlyMap<string, readonly string[]>;

const graph = await readGraph(["main.ts", "commands", "lib"]);

Deno.test("the library imports nothing of the program, nor a package for command lines", () => {
  const isOurs = (to: string): boolean => /^(?:lib\/|@std\/|node:)/.test(to);
  assertEquals(offences((from, to) => from.startsWith("lib/") && !isOurs(to)), []);
});

Deno.test("nothing but commands/paths.ts imports @std/path, which loads what Deno has of Node", () => {
  const system = /^@std\/path\/(?:posix|windows)\//;
  assertEquals(offences((_, to) => to.startsWith("@std/path") && !system.test(to)), []);
  assertEquals(offences((from, to) => system.test(to) && from !== "commands/paths.ts"), []);
});

Deno.test("nothing imports main.ts", () => {
  assertEquals(offences((_, to) => to === "main.ts"), []);
});

Deno.test("what belongs to a command is imported by nothing but it: what several need is shared", () => {
  assertEquals(
    offences((from, to) => {
      const owner = ownerOf(to);
      return owner !== null && owner !== ownerOf(from) && !ABOVE.includes(from);
    }),
    [],
  );
});

for (const part of ["commands", "lib"]) {
  Deno.test(`no modules import each other in a circle in ${part}/`, () => {
    assertEquals(circles(part), []);
  });
}

/**
 * Matches a variable that is ended with its block, and a statement after it that evaluates it before
 * anything else: esbuild puts the value there if it is used nowhere else, and drops the variable.
 */
const LOST = new RegExp(
  [
    // The declaration, to its last line: in the form of `deno fmt`.
    String.raw`^( *)(?:await )?using (\w+) =[^\n]*\n(?:\1 [^\n]*\n)*(?:\1[)}\]][^\n]*\n)?\s*`,
    String.raw`(?:return |throw |if \(|(?:const|let) \w+(?:: [^=\n]+)? = |[\w.#]+ = )?`,
    String.raw`(?:await |new |[!([]|\{\s*(?:\w+: |\.\.\.)?)*\2\b`,
  ].join(""),
  "gm",
);

/** Returns the variables of a module that a bundle would lose, each with the statement after it. */
function lostIn(code: string): string[] {
  return [...withoutComments(code).matchAll(LOST)].flatMap(({ 0: text, 2: name = "", index }) => {
    const block = withoutComments(code).slice(index).split(/^\}/m, 1)[0]!;
    const uses = block.match(new RegExp(String.raw`(?<![\w.])${name}\b`, "g")) ?? [];
    return uses.length === 2 ? [text.replaceAll(/\s+/g, " ")] : [];
  });
}

Deno.test("what a block ends is not all that its next statement begins with: bundles would lose the end", async () => {
  const inBlock = (...lines: string[]): string =>
    ["function f() {", ...lines.map((line) => `  ${line}`), "}", ""].join("\n");
  const late = "using late = end(2);";
  const longer = ["using late = end(2, () => {", "  go();", "});"];
  const dropped = [
    ["await using late = await end(2);", "return await late.run(1);"],
    [late, "const left = late.left + 1;"],
    [late, "let left: number = late.left;"],
    [late, "this.left = late.left;"],
    [late, "if (!late.left) go();"],
    [late, "return { left: late.left };"],
    [late, "", "// Why it is so.", "return await late.run();"],
    [...longer, "const left = late.left;"],
  ];
  const kept = [
    [late, "const left = anyOf(signal, late.left);"],
    [late, "const { left } = late;"],
    [late, "const left = late.left;", "return late.right;"],
    [...longer, "return await run(late.left);"],
  ];
  assertEquals(dropped.filter((lines) => lostIn(inBlock(...lines)).length !== 1), []);
  assertEquals(kept.filter((lines) => lostIn(inBlock(...lines)).length !== 0), []);
  const found: string[] = [];
  for (const path of graph.keys()) {
    const lost = lostIn(await Deno.readTextFile(new URL(path, ROOT)));
    found.push(...lost.map((text) => `${path}: ${text}`));
  }
  assertEquals(found, []);
});

Deno.test("signals of several are made by anyOf(), which Deno 2.6 does not forget", async () => {
  const made: string[] = [];
  for (const folder of ["lib", "commands"]) {
    for await (const module of modulesIn(folder)) {
      const code = withoutComments(await Deno.readTextFile(new URL(module, ROOT)));
      if (code.includes("AbortSignal.any(")) made.push(module);
    }
  }
  assertEquals(made, ["lib/clock.ts"]);
});

Deno.test("tests that start programs ask for all permissions: without, some pass over themselves", async () => {
  const starts = /new Deno\.Command\b/;
  const barred: string[] = [];
  for await (const path of modulesIn("tests")) {
    if (!path.endsWith("_test.ts")) continue;
    const code = await Deno.readTextFile(new URL(path, ROOT));
    if (starts.test(withoutComments(code)) && !code.startsWith("// Permissions: all")) {
      barred.push(path);
    }
  }
  assertEquals(barred, []);
});

Deno.test("the graph of the imports is whole", () => {
  const importers = (of: string): number =>
    [...graph.values()].filter((imported) => imported.includes(of)).length;
  assertEquals(graph.get("main.ts"), ["commands/program.ts"]);
  assertEquals(importers("lib/errors.ts") > 10, true);
  assertEquals(circlesIn(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b <-> c"]);
});

/** The imports that a rule forbids. */
function offences(isForbidden: (from: string, to: string) => boolean): string[] {
  return [...graph].flatMap(([from, imported]) =>
    imported.filter((to) => isForbidden(from, to)).map((to) => `${from} -> ${to}`)
  );
}

/** The command that a module belongs to; `null` for those that several commands share. */
function ownerOf(path: string): string | null {
  const name = /^commands\/(\w+)(?:\.ts|\/)/.exec(path)?.[1];
  return name !== undefined && COMMAND_NAMES.includes(name) ? name : null;
}

function circles(part: string): string[] {
  const own = [...graph].filter(([path]) => path.startsWith(`${part}/`));
  return circlesIn(new Map(own));
}

/** The sets of modules that can all be reached from each other. */
function circlesIn(modules: Graph): string[] {
  const reached = new Map([...modules.keys()].map((path) => [path, reachedFrom(path, modules)]));
  const found = [...modules.keys()].map((path) =>
    [...reached.get(path)!].filter((other) => reached.get(other)?.has(path)).sort().join(" <-> ")
  );
  return [...new Set(found)].filter((circle) => circle !== "");
}

function reachedFrom(path: string, modules: Graph): Set<string> {
  const reached = new Set(modules.get(path));
  for (const next of reached) for (const further of modules.get(next) ?? []) reached.add(further);
  return reached;
}

async function readGraph(paths: readonly string[]): Promise<Graph> {
  const graph = new Map<string, readonly string[]>();
  for (const path of paths) {
    for await (const module of modulesIn(path)) {
      const code = withoutComments(await Deno.readTextFile(new URL(module, ROOT)));
      const named = [...code.matchAll(IMPORTS)].map((found) =>
        found.slice(1).find((name) => name) ?? ""
      );
      graph.set(module, named.map((name) => name.startsWith(".") ? resolve(name, module) : name));
    }
  }
  return graph;
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

function resolve(name: string, from: string): string {
  return new URL(name, new URL(from, ROOT)).href.slice(ROOT.href.length);
}

async function* modulesIn(path: string): AsyncGenerator<string> {
  const { isDirectory } = await Deno.stat(new URL(path, ROOT));
  if (path.endsWith(".ts")) yield path;
  if (!isDirectory) return;
  const names = (await Array.fromAsync(Deno.readDir(new URL(path, ROOT)))).map(({ name }) => name);
  for (const name of names.sort()) yield* modulesIn(`${path}/${name}`);
}

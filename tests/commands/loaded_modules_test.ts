import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { lazily, LAZY_PATHS, type LazyPath } from "../../commands/lazy.ts";

const ROOT = new URL("../../", import.meta.url);

/** A module, as `deno info` tells of it. */
interface ModuleInfo {
  specifier: string;
  dependencies?: { code?: { specifier?: string }; isDynamic?: boolean }[];
}

/**
 * What Deno reads for a module: all that it and what it imports name, now or
 * later. Paths from the root of the repository, or whole addresses.
 */
async function readFor(path: string): Promise<Set<string>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: fromFileUrl(ROOT),
  }).output();
  assert(success);
  const { modules, roots, redirects }: {
    modules: ModuleInfo[];
    roots: string[];
    redirects: Record<string, string>;
  } = JSON.parse(new TextDecoder().decode(stdout));
  const found = new Set(roots);
  for (const specifier of found) {
    const module = modules.find((module) => module.specifier === specifier);
    for (const { code } of module?.dependencies ?? []) {
      const to = code?.specifier;
      if (to !== undefined) found.add(redirects[to] ?? to);
    }
  }
  return new Set([...found].map((specifier) => specifier.replace(ROOT.href, "")));
}

/** What is read for the program, and for these modules that it loads. */
async function readForAll(...lazy: LazyPath[]): Promise<string[]> {
  const paths = ["main.ts", ...lazy.map((path) => `commands/${path.slice("./".length)}`)];
  return [...new Set((await Promise.all(paths.map(readFor))).flatMap((paths) => [...paths]))];
}

/** What no command may load to do its work: each of these is as large as all the rest. */
const HEAVY = /@cliffy|@std\/(path|csv)\/[^/]+\/mod\.js|simulator/;
/** What only a command that holds a job may load. */
const OF_JOBS = /^lib\/(job|lifeline)|^commands\/alloc/;

/** What talks to a server. */
const OF_SERVERS = /^lib\/(session|protocol)/;

const QUICK: [does: string, modules: LazyPath[], most: number][] = [
  ["the version", [], 25],
  ["the help of the program", ["./help.ts"], 30],
  ["the help of a command", ["./run_command.ts", "./ps/describe.ts", "./help.ts"], 50],
  ["what completes a word", ["./completions/complete.ts", "./ps/describe.ts"], 50],
  ["the list of jobs", ["./run_command.ts", "./ps/describe.ts", "./ps.ts"], 75],
  ["an allocation", ["./run_command.ts", "./alloc/describe.ts", "./alloc.ts"], 95],
];
for (const [does, modules, most] of QUICK) {
  Deno.test(`${does} takes few modules, and none of those that are slow to load`, async () => {
    const read = await readForAll(...modules);
    assertEquals(read.filter((path) => HEAVY.test(path)), []);
    if (!modules.includes("./alloc.ts")) {
      assertEquals(read.filter((path) => OF_JOBS.test(path)), []);
    }
    if (!modules.includes("./run_command.ts") || modules.includes("./help.ts")) {
      assertEquals(read.filter((path) => OF_SERVERS.test(path)), []);
    }
    assert(read.length <= most, `${read.length} modules:\n${read.join("\n")}`);
  });
}

Deno.test("Node's modules are for systems only that tell the program's name in no other way", async () => {
  const read = await readForAll("./run_command.ts", "./ps.ts", "./alloc.ts");
  assertEquals(read.filter((path) => path.startsWith("node:")), ["node:process"]);
});

for (const path of LAZY_PATHS) {
  Deno.test(`${path} is there to be loaded when it is needed`, async () => {
    assert(Object.keys(await lazily(path)).length > 0);
  });
}

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import project from "../../deno.json" with { type: "json" };
import { Simulator } from "../../lib/simulator/mod.ts";
import { ensureBuilt } from "../../scripts/build.ts";
import { bundle, bundleParts } from "../../scripts/build/bundle.ts";
import { HOST } from "../../scripts/compile/targets.ts";
import { within } from "../../scripts/reference/within.ts";
import { leadTo, Run, run } from "../end_to_end/program.ts";
import { COMPILER, Copy, hasVendor, OFFLINE } from "./copy.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

Deno.test("deno task build makes one file, the same in every folder, that names its version", async () => {
  const made: string[] = [];
  for (const folder of ["one", "the other"]) {
    await using copy = await Copy.make(folder);
    const { code, stderr } = await copy.run("scripts/build.ts");
    assertEquals(code, 0, stderr);
    const files = await Array.fromAsync(Deno.readDir(copy.at("dist")));
    assertEquals(files.map(({ name }) => name).sort(), ["cli.d.ts", "cli.js"]);
    made.push(await Deno.readTextFile(copy.at("dist/cli.js")));
    const { stdout } = await copy.run("dist/cli.js", ["--version"]);
    assertEquals(stdout, `${project.version}\n`);
    assertEquals(await filesOf(copy.at("dist/cli.js")), ["cli.d.ts", "cli.js"]);
  }
  assertEquals(made[0], made[1]);
  const [text = ""] = made;
  const [heading, types] = text.split("\n", 2);
  assertEquals(heading, `// ${project.name} ${project.version}, ${project.license}`);
  assertEquals(types, '/* @ts-self-types="./cli.d.ts" */');
  // Nothing tells where it was made.
  for (const secret of [ROOT, "file:///", "/tmp/"]) {
    assertEquals(text.includes(secret) ? secret : "", "");
  }
});

/** The names of the files that a module and its types are made of. */
async function filesOf(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-config", path],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { kind: string; specifier: string }[];
  };
  return modules.filter(({ kind }) => kind !== "node")
    .map(({ specifier }) => specifier.slice(specifier.lastIndexOf("/") + 1)).sort();
}

Deno.test({
  name: `a program that can't be bundled is neither built nor compiled${
    hasVendor ? "" : " (not here: no vendor/)"
  }`,
  ignore: !hasVendor || !HOST,
  async fn() {
    await using copy = await Copy.make();
    await Deno.mkdir(copy.at("dist"));
    await Deno.writeTextFile(copy.at("dist/cli.js"), "// an older one");
    // Where nothing is kept of what was fetched before.
    const env = { ...OFFLINE, DENO_DIR: copy.at("cache") };
    for (const [script = "", ...args] of [["build"], ["compile"], ["compile", "--all"]]) {
      const { code, stderr } = await copy.run(`scripts/${script}.ts`, args, { env });
      assertEquals(code, 1);
      assertMatch(stderr, new RegExp(`^${script}: Cannot bundle the program: .*esbuild`, "m"));
      assertStringIncludes(stderr, "HTTPS_PROXY");
    }
    const left = await Array.fromAsync(Deno.readDir(copy.at("dist")));
    assertEquals(left.map(({ name }) => name), []);
  },
});

Deno.test("the program loads nothing of Node, which takes longer than all that it does itself", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const { hostname, port } = server;
  const folder = await Deno.makeTempDir();
  try {
    const watched = join(folder, "watched.js");
    const cli = toFileUrl(await ensureBuilt()).href;
    await Deno.writeTextFile(
      watched,
      `for (const name of ["process", "Buffer", "setTimeout", "setInterval", "setImmediate"]) {
        Object.defineProperty(globalThis, name, { get() { throw new Error("it uses " + name); } });
      }
      await import("${cli}");`,
    );
    const env = leadTo({ hostname, port });
    const program = {
      name: "source",
      path: Deno.execPath(),
      args: ["run", "-A", watched],
    } as const;
    const ps = await run(program, ["ps"], { env });
    assertEquals([ps.code, ps.stderr], [0, ""]);
    const alloc = await run(program, ["-c", "exit 3"], { env });
    assertEquals(alloc.code, 3, alloc.stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const MAIN = new URL("build/blocked_job.ts", import.meta.url);
const denort = Deno.env.get("DENORT_BIN");

Deno.test("a bundle keeps a job alive in a worker while its own thread is blocked", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "blocked_job.js");
    await Deno.writeTextFile(path, await bundle(ROOT, MAIN));
    const address = (port: number): string => `--allow-net=127.0.0.1:${port}`;
    await assertKeepsAlive(Deno.execPath(), (port) => [
      ...["run", "--no-prompt", address(port), `--allow-read=${path}`, path],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: `an executable keeps a job alive in a worker while its own thread is blocked${
    denort ? "" : " (not here: no DENORT_BIN)"
  }`,
  ignore: !denort || !HOST,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const output = join(folder, "blocked_job");
      await bundleParts(ROOT, join(folder, "parts"), MAIN);
      const program = join(folder, "parts", "entry.js");
      const { success } = await new Deno.Command(COMPILER, {
        args: ["compile", "--quiet", "--no-check", "--no-config", "-A", "-o", output, program],
      }).output();
      assertEquals(success, true);
      await assertKeepsAlive(output, () => []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Runs the program on a simulator, and asserts that its job outlives its being blocked. */
async function assertKeepsAlive(path: string, args: (port: number) => string[]): Promise<void> {
  let beats = 0;
  let isBlocked = false;
  const enough = Promise.withResolvers<void>();
  await using server = await Simulator.start({
    powerDelay: 0,
    timeoutCheckInterval: 0.05,
    onCommand({ name }): void {
      if (isBlocked && name === "get_job_state" && ++beats === 3) enough.resolve();
    },
  });
  const { hostname, port } = server;
  await using program = new Run({ name: "source", path, args: args(port) }, [
    hostname,
    String(port),
  ]);
  await program.hears("stdout", /blocked/);
  isBlocked = true;
  await within(10, "three signs of life", enough.promise);
  await program.type("\n");
  const { code, stdout, stderr } = await program.ended;
  assertEquals([code, stdout, stderr], [0, "blocked\nstate 3\n", ""]);
  assertEquals(server.jobs, []);
}

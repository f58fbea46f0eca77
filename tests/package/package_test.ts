// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo } from "../end_to_end/program.ts";
import { within } from "../../scripts/reference/within.ts";
import { Project } from "./project.ts";
import { Registry } from "./registry.ts";
import { publishedFiles, readManifest, ROOT } from "./published.ts";

const OWNER = "tester@example.org";

let project: Project;
Deno.test.beforeAll(async () => {
  project = await Project.make();
});
Deno.test.afterAll(() => project[Symbol.asyncDispose]());

Deno.test("the package is what its exports need, and nothing else", async () => {
  const { name, version, exports } = await readManifest();
  const entries = Object.keys(exports).map((path) => `import "jsr:${join(name, path)}";\n`);
  await project.write("all.ts", entries.join(""));

  const { code, stdout, stderr } = await project.run(["info", "--vendor", "--json", "all.ts"]);
  assertEquals(code, 0, stderr);
  const modules: { specifier: string; error?: string }[] = JSON.parse(stdout).modules;
  assertEquals(modules.filter(({ error }) => error !== undefined), []);
  const home = `https://jsr.io/${name}/${version}/`;
  const needed = modules.map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith(home))
    .map((specifier) => specifier.slice(home.length));

  const published = await publishedFiles();
  const words = ["CHANGELOG.md", "LICENSE", "README.md", "deno.json"];
  assertEquals(published, [...words, ...needed].sort());
  const sizes = await Promise.all(published.map((path) => Deno.stat(join(ROOT, path))));
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  console.log(`the package has ${published.length} files of ${bytes} bytes together`);
});

Deno.test("a program elsewhere allocates boards on a simulator, both from the package", async () => {
  await project.write(
    "own.ts",
    `import { Job } from "jsr:@spalloc/client";
    import { Simulator } from "jsr:@spalloc/client/simulator";
    await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0 });
    const { hostname, port } = server;
    await using job = await Job.create({ what: [3], owner: "${OWNER}" }, { hostname, port });
    const { width, height, connections } = await job.waitUntilReady();
    console.log(width, height, connections[0]?.hostname, server.jobs.length);`,
  );
  const { code, stdout, stderr } = await project.run(
    ["run", "--vendor", "--check", "--no-prompt", "--allow-net=127.0.0.1", "own.ts"],
  );
  assertEquals([code, stdout], [0, "16 16 10.11.0.1 1\n"], stderr);
  assertEquals(stderr.split("\n").filter((line) => !/^(Check .*|)$/.test(line)), []);
});

Deno.test("a program elsewhere links to a clone instead of JSR", async () => {
  const { name, version } = await readManifest();
  const imports = { [name]: `jsr:${name}@^${version}` };
  await project.write(
    "linked/deno.json",
    JSON.stringify({ links: [toFileUrl(ROOT).href], imports, lock: false }),
  );
  await project.write(
    "linked/own.ts",
    `import { allocate } from "@spalloc/client";
    import { Simulator } from "@spalloc/client/simulator";
    await using server = await Simulator.start({ powerDelay: 0 });
    await using job = await allocate(3, { ...server, owner: "${OWNER}" });
    console.log(job.hostname, job.keepaliveIn, import.meta.resolve("@spalloc/client/cli"));`,
  );
  const lib = join(ROOT, "lib");
  const { code, stdout, stderr } = await project.run(
    ["run", "--no-prompt", "--allow-net=127.0.0.1", `--allow-read=${lib}`, "own.ts"],
    { cwd: join(project.folder, "linked") },
  );
  const cli = toFileUrl(join(ROOT, "dist", "cli.js"));
  assertEquals([code, stdout, stderr], [0, `10.11.0.1 worker ${cli}\n`, ""]);
});

Deno.test("the package keeps a job alive while the program that has it is blocked", async () => {
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
  await project.write(
    "blocked.ts",
    `import { Job } from "jsr:@spalloc/client";
    const [hostname = "", port] = Deno.args;
    const request = { owner: "${OWNER}", keepalive: 1.5 };
    await using job = await Job.create(request, { hostname, port: Number(port) });
    await job.waitUntilReady();
    Deno.stdout.writeSync(new TextEncoder().encode("blocked\\n"));
    Deno.stdin.readSync(new Uint8Array(1)); // nothing else happens in this thread meanwhile
    console.log("state", (await job.readStatus()).state);`,
  );
  const address = `${server.hostname}:${server.port}`;
  await using program = project.start(
    ["run", "--vendor", "--no-prompt", `--allow-net=${address}`, "blocked.ts"]
      .concat(server.hostname, String(server.port)),
  );
  await program.hears("stdout", /blocked/);
  isBlocked = true;
  await within(10, "three signs of life", enough.promise);
  await program.type("\n");
  const { code, stdout, stderr } = await program.ended;
  assertEquals([code, stdout, stderr], [0, "blocked\nstate 3\n", ""]);
  assertEquals(server.jobs, []);
});

Deno.test("the command line is run from the package by its name", async () => {
  await using server = await Simulator.start({ powerDelay: 0 });
  const cli = ["run", "--vendor", "--no-prompt", "--allow-all", "jsr:@spalloc/client/cli"];
  const [help, ps] = await Promise.all([
    project.run([...cli, "--help"]),
    project.run([...cli, "ps"], { env: leadTo(server) }),
  ]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertMatch(help.stdout, /^spalloc \d+\.\d+\.\d+: /);
  assertEquals([ps.code, ps.stderr], [0, ""]);
  assertStringIncludes(ps.stdout, "ID  State  Power");
});

Deno.test("the command line is downloaded as one file", async () => {
  const { name, version } = await readManifest();
  const folder = await Deno.makeTempDir();
  await using registry = new Registry(join(project.folder, "vendor", "jsr.io"));
  await using server = await Simulator.start({ powerDelay: 0 });
  try {
    const cli = ["run", "--no-prompt", "--allow-all", `jsr:${name}/cli`];
    const env = { ...leadTo(server), JSR_URL: registry.url, DENO_DIR: join(folder, "cache") };
    const surroundings = { cwd: folder, env };
    const file = `${name}/${version}/dist/cli.js`;
    const first = await project.run([...cli, "ps"], surroundings);
    assertEquals(first.code, 0, first.stderr);
    assertStringIncludes(first.stdout, "ID  State  Power");
    const index = [`${name}/meta.json`, `${name}/${version}_meta.json`];
    assertEquals(registry.requests, [...index, file]);

    // All of it is there now, also what a run loads late: whoever holds boards may lose the network.
    const alloc = await project.run([...cli, "-c", "echo {}; exit 3"], surroundings);
    assertEquals([alloc.code, alloc.stdout], [3, "10.11.0.1\n"], alloc.stderr);
    assertEquals(registry.requests, [...index, file]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const SCRIPTS = fromFileUrl(new URL("../../scripts", import.meta.url));
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:1/";

Deno.test("the dependencies say so when the npm registry can't be reached", async () => {
  await using project = await Project.make();
  const { code, stderr } = await project.run({ NPM_CONFIG_REGISTRY: NOWHERE });
  assertEquals(code, 1);
  assertMatch(stderr, /Cannot fetch .* from the npm registry http:\/\/127\.0\.0\.1:1: .*Check/);
  assertEquals(await project.vendor(), []);
});

Deno.test("the dependencies say so when the npm registry has no such tarball", async () => {
  await using registry = serve(() => new Response("gone", { status: 404 }));
  await using project = await Project.make();
  const { code, stderr } = await project.run({ NPM_CONFIG_REGISTRY: registry.url });
  assertEquals(code, 1);
  assertMatch(stderr, /it answered 404/);
  assertEquals(await project.vendor(), []);
});

Deno.test("the dependencies refuse a corrupt tarball", async () => {
  await using registry = serve(() => new Response("not a tarball"));
  await using project = await Project.make();
  const { code, stderr } = await project.run({ NPM_CONFIG_REGISTRY: registry.url });
  assertEquals(code, 1);
  assertMatch(stderr, /^dependencies: .* is corrupt or was replaced: .* Nothing was installed/);
  assertEquals(await project.vendor(), []);
});

Deno.test("the dependencies come from JSR where that answers", async () => {
  await using jsr = serve(() => Response.json({ scope: "std", name: "path", versions: {} }));
  await using project = await Project.make();
  const { code, stderr } = await project.run({ JSR_URL: jsr.url });
  assertEquals([code, stderr], [0, "dependencies: from JSR\n"]);
  assertEquals(await project.vendor(), []);
});

Deno.test("the dependencies refuse a way that there is not", async () => {
  await using project = await Project.make();
  const { code, stderr } = await project.run({ SPALLOC_DEPENDENCIES: "cargo" });
  assertEquals(code, 1);
  assertMatch(stderr, /SPALLOC_DEPENDENCIES=cargo: it must be jsr or npm/);
});

/** A copy of the script in a project of its own. */
class Project implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<Project> {
    const project = new Project(await Deno.makeTempDir());
    await copy(SCRIPTS, join(project.#folder, "scripts"));
    return project;
  }

  async run(env: Record<string, string>): Promise<{ code: number; stderr: string }> {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--quiet", "-A", "scripts/dependencies.ts"],
      cwd: this.#folder,
      env: { NO_COLOR: "1", JSR_URL: NOWHERE, ...env },
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  }

  /** Lists the files that the script has left in the project, beside itself. */
  async vendor(): Promise<string[]> {
    const names = (await Array.fromAsync(Deno.readDir(this.#folder))).map(({ name }) => name);
    return names.filter((name) => name !== "scripts");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

function serve(answer: () => Response): AsyncDisposable & { url: string } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

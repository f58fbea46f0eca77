import { dirname, fromFileUrl, join } from "@std/path";

const SCRIPT = fromFileUrl(new URL("../../scripts/install.sh", import.meta.url));

/** A folder of a user's own, for one test, and the install script in it. */
export class Home implements AsyncDisposable {
  /** Its path: with a space, which scripts stumble on. */
  readonly path: string;
  readonly #parent: string;

  private constructor(parent: string) {
    this.#parent = parent;
    this.path = join(parent, "my home");
  }

  /** Makes one with nothing in it. */
  static async make(): Promise<Home> {
    const home = new Home(await Deno.makeTempDir());
    await Deno.mkdir(home.path);
    return home;
  }

  /** The path of something in it. */
  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Writes a file, and the folders that it is in; outside of the home if it begins with `../`. */
  async write(name: string, text: string, mode = 0o644): Promise<string> {
    const path = this.at(name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text, { mode });
    return path;
  }

  /** All that is in it, with the contents of files and where links lead. */
  async listing(folder: string = this.path): Promise<string[]> {
    const lines: string[] = [];
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
      const path = join(folder, name);
      const what = path.slice(this.path.length + 1);
      if (isSymlink) lines.push(`${what} -> ${await Deno.readLink(path)}`);
      else if (isDirectory) lines.push(`${what}/`, ...await this.listing(path));
      else lines.push(`${what}: ${await hash(path)}`);
    }
    return lines.sort();
  }

  /** Runs the install script; programs beside the home in `tools/` come first. */
  async install(
    args: readonly string[],
    { path = Deno.env.get("PATH") ?? "", env = {} }: {
      path?: string;
      env?: Record<string, string>;
    } = {},
  ): Promise<{ code: number; said: string }> {
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: [SCRIPT, ...args],
      cwd: this.#parent,
      clearEnv: true,
      env: { HOME: this.path, PATH: `${join(this.#parent, "tools")}:${path}`, ...env },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, said: text.decode(stdout) + text.decode(stderr) };
  }

  /** Makes a program that the script calls answer as on another machine. */
  async tool(name: string, script: string): Promise<void> {
    await this.write(`../tools/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#parent, { recursive: true });
  }
}

/**
 * Makes a folder with a release for Linux x64 beside a home, and makes the
 * machine one. In the place of the executable is a script that answers what
 * the install script asks. Packed, it is there as a `.gz` only.
 */
export async function release(
  home: Home,
  { version = "1.2.3", sum, before = "", isPacked = false }: {
    version?: string;
    sum?: string;
    before?: string;
    isPacked?: boolean;
  } = {},
): Promise<string> {
  const name = `spalloc-${version}-linux-x64`;
  const script = `#!/bin/sh
${before}
case $1 in
  --version) echo ${version} ;;
  help) case $3 in json) echo '.TH SPALLOC-JSON 1' ;; *) echo '.TH SPALLOC 1' ;; esac ;;
  completions) echo "# $2" ;;
  *) exit 2 ;;
esac
`;
  const path = await home.write(`../release ${version}/${name}`, script, 0o755);
  const others = `${"0".repeat(64)}  spalloc-${version}-macos-arm64\n`;
  await home.write(
    `../release ${version}/SHA256SUMS`,
    `${others}${sum ?? await hash(path)}  ${name}\n`,
  );
  if (isPacked) {
    const packed = new Blob([script]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(`${path}.gz`, packed);
    await Deno.writeTextFile(join(dirname(path), "SHA256SUMS"), `${"0".repeat(64)}  ${name}.gz\n`, {
      append: true,
    });
    await Deno.remove(path);
  }
  await home.tool("uname", "case $1 in -m) echo x86_64 ;; *) echo Linux ;; esac");
  await home.tool("getconf", "echo glibc 2.31");
  return dirname(path);
}

/** The SHA-256 sum of a file. */
export async function hash(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(digest).toHex();
}

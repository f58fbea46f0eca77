/**
 * Makes the dependencies loadable, and says in a line which way it took: from
 * JSR, which Deno then fetches by itself, or, where JSR is out of reach, as
 * stand-ins from npm tarballs in the git-ignored `vendor/`.
 *
 * Needs nothing but Deno. `SPALLOC_DEPENDENCIES=jsr` or `=npm` forces a way.
 */
import { STAND_INS, TARBALLS, typed } from "./dependencies/stand_ins.ts";
import { checkIntegrity, type Files, readTarball } from "./dependencies/tarball.ts";

const ROOT = new URL("../", import.meta.url);
const VENDOR = new URL("vendor/", ROOT);
const STAMP = new URL("stand_ins.json", VENDOR);
const RECIPE = new URL("./dependencies/", import.meta.url);
const TYPES = new URL("types/", RECIPE);
const PROBE_SECONDS = 4;
const FETCH_SECONDS = 120;

async function main(): Promise<void> {
  const forced = Deno.env.get("SPALLOC_DEPENDENCIES");
  if (forced && forced !== "jsr" && forced !== "npm") {
    throw new Error(`Cannot use SPALLOC_DEPENDENCIES=${forced}: it must be jsr or npm`);
  }
  const recipe = await fingerprint();
  const stamp = await Deno.readTextFile(STAMP).catch(() => "");
  if (stamp === recipe && forced !== "jsr") {
    // Asked to be quiet, it speaks only when it does something.
    return Deno.args.includes("--quiet")
      ? undefined
      : say("stand-ins from npm, in vendor/ already");
  }
  if (forced !== "npm" && (forced === "jsr" || await reachesJsr())) {
    if (stamp) await Deno.remove(VENDOR, { recursive: true });
    return Deno.args.includes("--quiet") ? undefined : say("from JSR");
  }
  await install(recipe);
  say(`JSR is out of reach: ${STAND_INS.length} stand-ins from npm, now in vendor/`);
}

/** Whether JSR serves a package that the project needs. */
async function reachesJsr(): Promise<boolean> {
  const base = Deno.env.get("JSR_URL") ?? "https://jsr.io/";
  try {
    const response = await fetch(new URL("@std/path/meta.json", base), {
      signal: AbortSignal.timeout(PROBE_SECONDS * 1000),
    });
    const body = await response.text();
    return response.ok && body.includes('"versions"');
  } catch {
    return false;
  }
}

async function install(recipe: string): Promise<void> {
  const registry = await npmRegistry();
  const contents = new Map<string, Files>();
  await Promise.all(
    Object.entries(TARBALLS).map(async ([key, tarball]) => {
      const what = `${tarball.name}@${tarball.version}`;
      const file = `${tarball.name}/-/${tarball.name}-${tarball.version}.tgz`;
      const bytes = await download(new URL(file, registry), what);
      await checkIntegrity(bytes, tarball.integrity, what);
      contents.set(key, await readTarball(bytes));
    }),
  );

  // A vendor/ that is half written must never be taken for a whole one: it is
  // made beside the real one and takes its place at the end.
  const draft = new URL(`vendor.${Deno.pid}/`, ROOT);
  try {
    for (const { name, version, tarball, exports, modules, types } of STAND_INS) {
      const folder = new URL(`jsr.io/${name}/`, draft);
      const files = modules(contents.get(tarball) ?? new Map());
      if (types) {
        files.set("mod.d.ts", await Deno.readFile(new URL(types, TYPES)));
        files.set("mod.js", typed("mod.js", files.get("mod.js") ?? new Uint8Array()));
      }
      await writeJson(new URL("meta.json", folder), {
        scope: name.slice(1).split("/")[0],
        name: name.split("/")[1],
        versions: { [version]: {} },
      });
      await writeJson(new URL(`${version}_meta.json`, folder), {
        manifest: {},
        exports,
      });
      for (const [path, bytes] of files) {
        await write(new URL(`${version}/${path}`, folder), bytes);
      }
    }
    await write(new URL("stand_ins.json", draft), new TextEncoder().encode(recipe));
    await Deno.remove(VENDOR, { recursive: true }).catch(ignoreMissing);
    await Deno.rename(draft, VENDOR);
  } finally {
    await Deno.remove(draft, { recursive: true }).catch(ignoreMissing);
  }
}

async function download(url: URL, what: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_SECONDS * 1000) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`it answered ${response.status} ${response.statusText}`);
    }
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new Error(
      `Cannot fetch ${what} from the npm registry ${url.origin}: ${reason(error)}. ` +
        `Check the network, a proxy (HTTPS_PROXY) or another registry (NPM_CONFIG_REGISTRY)`,
    );
  }
}

/**
 * Returns the npm registry that Deno is configured for (its default, `.npmrc` or the environment).
 */
async function npmRegistry(): Promise<string> {
  const given = Deno.env.get("NPM_CONFIG_REGISTRY") ?? Deno.env.get("npm_config_registry");
  if (given) return given.replace(/\/*$/, "/");
  const { name, version } = TARBALLS.ini;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--node-modules-dir=none", `npm:${name}@${version}`],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const url = /"registryUrl":\s*"([^"]+)"/.exec(new TextDecoder().decode(stdout))?.[1];
  if (url) return url;
  throw new Error(
    `Cannot find out which npm registry to use: ${
      new TextDecoder().decode(stderr).trim() || "Deno did not say"
    }. Check the network, or name the registry in NPM_CONFIG_REGISTRY`,
  );
}

/** Hashes the recipe of `vendor/`: with another one it is created again. */
async function fingerprint(): Promise<string> {
  const sources = [
    new URL("stand_ins.ts", RECIPE),
    ...STAND_INS.flatMap(({ types }) => types ? [new URL(types, TYPES)] : []),
  ];
  const texts = await Promise.all(sources.map((url) => Deno.readTextFile(url)));
  const bytes = new TextEncoder().encode(texts.join("\0"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return JSON.stringify({
    recipe: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  });
}

async function write(url: URL, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(new URL(".", url), { recursive: true });
  await Deno.writeFile(url, bytes);
}

function writeJson(url: URL, value: unknown): Promise<void> {
  return write(url, new TextEncoder().encode(JSON.stringify(value)));
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  console.error(`dependencies: ${line}`);
}

try {
  await main();
} catch (error) {
  say(reason(error));
  Deno.exit(1);
}
